<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
        <name>reasons</name>
        <message>
            <source>A recording is already going on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A run that is {state} cannot {step}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>About {lost_s:.1f} seconds of sound never came from the microphone “{name}”: this computer or the connection is too slow. Recording goes on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everyclip ended unexpectedly; the run goes on where it stopped.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everyclip was closed; the run goes on where it stopped.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everyclip's data folder cannot be written ({detail}). Work goes on when it can.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everyclip's data in {path} cannot be opened ({detail}). Nothing in it was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No speech was found in this clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recording has stopped ({detail}). What was recorded is kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recording needs PortAudio, which is not on this computer. Install it (Debian and Ubuntu: apt install libportaudio2). Audio files work without it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Subtitles ({format}) belong to one clip: export one file for each.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The audio is damaged and nothing of it could be decoded.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The clip has no such stretch.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The data in {path} was written by a newer Everyclip. Update the program to open it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The disk is full: recording has stopped. What was recorded is kept. Free some space.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The disk is full: the clip could not be stored. Free some space, then retry.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file has no audio track.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file is empty (0 bytes). The recording or the download may have gone wrong.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file may not be read ({detail}). Check its permissions, then retry.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The microphone “{name}” cannot be opened ({detail}). If another program uses it, end that one, or choose another microphone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The microphone “{name}” is gone. What was recorded until then is kept as a clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The microphone “{name}” is not connected. Connect it, or choose another.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The microphone “{name}” sends nothing. Connect it again, or choose another.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The model “{model}” cannot be loaded ({detail}). Download or import it again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The model “{model}” is not on this computer. Choose another model or download it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The stored audio of this clip is gone from Everyclip's folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The text can be edited once the run has ended; it is {state}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine could not start ({detail}). Everyclip keeps trying.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine made no progress for {limit_s:.0f} seconds on this clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine reported an error: {detail}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine sent something unreadable while it worked on this clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine stopped ({signal}) during another clip; this one goes on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The transcription engine stopped unexpectedly ({signal}) while it worked on this clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is already a session “{name}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no field “{field}” for file names, only {known}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no microphone. Connect one, or allow its use in the system's privacy settings. Audio files work without one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no one microphone “{name}”. To choose from: {names}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no such file. Check that its name is right and that it was not moved, then retry.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no text yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no {kind} “{id}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is nothing after this part to merge it with.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There was not enough memory for this clip with this model. Try a smaller model.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These rules for subtitles contradict each other.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These times run into the part before or after.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This computer was too busy to take all the sound from the microphone “{name}”. Recording goes on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is a folder. Hand over the files inside it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is not an audio or video file that Everyclip can read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This part of the text cannot be split there.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This part of the text has been changed meanwhile. Look again, then repeat it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{name}” is recorded and safe, but cannot be taken in now ({detail}). Everyclip does it at its next start.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{path}” could not be written ({detail}). The text is safe in Everyclip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{pattern}” is no pattern for file names. A pattern is text with fields such as {{name}}.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>waits</name>
        <message>
            <source>next</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the transcription engine cannot work now; Everyclip keeps trying</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the transcription engine is starting</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>waiting behind other long clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>waiting for Everyclip to work on it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>waiting for a free place</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>waiting for the earlier clips of this session</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>window</name>
        <message>
            <source> s</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&amp;Clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&amp;Help</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&amp;Runs</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A file for each clip</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A late result of an earlier attempt came and was set aside</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Action</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add a folder…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add files…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All files</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>And {n} more.</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>As the system</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Attempt</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Attempt {n}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Attempt {n} begins</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Audio and video</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Audio or video, files or whole folders, as many as you like.
Nothing leaves this computer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back five seconds</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back in the queue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Call {name} so everywhere in this text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancel asked for</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancelled</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Careful</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Careful goes through a clip in order and tries again where it is unsure. It takes longer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Careful: one after another, slower</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a clip to read its text.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a folder with clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose files…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click to go to a place; arrow keys move, + and - look closer, Space plays</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clip</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clips cannot be played here: {detail}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close (Esc)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Colours</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Columns</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Compare with the machine's text…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Completed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Create</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Dark</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Default microphone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete segment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Detect it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Differences</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drop to transcribe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drop voice clips here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Each time you speak begins a clip, each pause ends it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Earlier</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Edit text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>End</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>End the search</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>End this clip and go on with the next, without a gap</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everyclip is open already but does not answer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export this session…</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>Export {n} texts</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Exported to {path}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Failed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fast</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fast: several stretches at once</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>File names</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Files</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find clips or words</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find in this text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find in this text…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Follow the spoken word</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Format</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Forward five seconds</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>From</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Give every word its own time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Graphics card (CUDA)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Graphics card if there is one</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Handed over</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hands 40 sample clips over at once and shows that each ends with its text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hands-free</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hear from here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How its clips are transcribed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How long it was worked on, and how long it waited before</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>In order, one clip after another</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Join with the one before</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keyboard</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keys</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Language</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Later</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Length</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Length of this clip</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Level of the microphone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Light</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Listening…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Look for words in every clip of every session</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mark doubtful words</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Match case</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Microphone: {name}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Models</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>My clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New session</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New session…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next clip</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No audio or video files in {names}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No clip of this session is like that.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No clips yet</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No loudspeaker or headphones were found, so clips cannot be heard.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No speech found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No speech was found in this clip.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody named</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing was said with the words “{words}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing was taken in, because no session could be opened.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Passages found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paste</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pattern of the file names</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause asked for</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause everything</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause this session</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paused</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Place</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Play</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Processor</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Progress</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Prove it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Prove it {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Put a field in: the clip's name, its session, the day…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Put this message away</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Quality</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Record</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Record while held</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Redo</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Rename session</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Repeat this segment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Replace</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Replace all</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Replace files of the same name</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Replace with</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Replace…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Restore the machine's text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resume</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resume everything</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resume this session</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resumed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Retried by you</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Retry</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Retry otherwise</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Retry otherwise…</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>Retry {n} clips</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Saving…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search all transcripts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search in all transcripts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Seconds of the clip transcribed in one second</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select all</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sessions</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Settings</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Settings that make no sense have their defaults: {names}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Settings…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Several clips at once</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show Everyclip</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show all clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show only these</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Signs a line</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Signs a second</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Skip pauses</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Some needed more than one attempt; the stories of the runs say why.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Something in the window went wrong: {detail}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sound lost</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Speaker</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Speaker…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Speed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Split here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Spoken language</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Starter model, for trying things out with synthetic voices: on real speech it invents text. That needs a bigger model.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Starting…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Storage</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Story of the run</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Story of the run: every step, with times</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Struck out: what the machine wrote. Underlined: what you wrote instead.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Subtitles</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>System default</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>System default ({name})</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Taken in, queued, transcribed, and how it ended</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Taking in {taken} of {expected}…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Task</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tell me when work ends while I am elsewhere</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Text is edited within one segment. To delete whole segments, choose “Delete segment”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Texts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The model that listened, and what it ran on</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The next one (Enter)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The one before (Shift+Enter)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The recording is in “{name}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The slowest clip had its text after {time}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The system refused: {detail}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The text appears here as it is made.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The text is as the machine wrote it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The text there is stays until there is a new one, and is kept beside it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The {n} best passages. More words find fewer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There are no files in the clipboard.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is a session called “{name}” already.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no audio to play.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These count for clips that come in from now on. “Retry” keeps what a clip came with.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This clip cannot be played: {detail}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This one first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Times for every word</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Times of the segment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Times…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>To keep all of it elsewhere, set the environment variable EVERYCLIP_HOME.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Too loud</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Transcription</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Translate it into English</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Try the sample clips</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Type words to look for. Every passage that has all of them is shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Undo</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Undo delete</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Usual columns</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Waited</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Waits for attempt {n}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Waveform</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where the clip came from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where there is a file of that name, the new one gets a number.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where to</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Which clips are shown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Who speaks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Whole words</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Window</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Works on</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Write down what is said</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>You can also paste files that you copied elsewhere.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your text and the machine's</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>a few seconds left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {n} min left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {n} s left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {time} left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>at most</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>broken off</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cancelled</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>completed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>empty</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>failed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>in order</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>in the queue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>loading the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no speech in it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>paused</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>queued</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>reading the audio</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>running</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>signs a line, read at</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>signs a second</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>starting</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>stopping after this stretch</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>transcribing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>waited {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{audio} of speech in {time}: {factor} times as fast as it was spoken.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{completed} completed, {failed} failed, {lost} lost.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{model} (not on this computer)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name} (not connected)</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{n} attempts</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} cancelled</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{n} clips at once, and every one ended with its text.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{n} clips completed</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips deleted</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips did not end with their texts.</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips failed</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} completed</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} failed</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} files written</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{n} of {all}</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{n} on their way</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} passages</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} paused</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} places replaced</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} texts copied</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{passages} in {clips}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{record}, or hold {talk} while you speak</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{right} of {n} texts are right to the letter.</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
