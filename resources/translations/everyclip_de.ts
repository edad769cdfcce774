<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
        <name>reasons</name>
        <message>
            <source>A recording is already going on.</source>
            <translation>Es läuft bereits eine Aufnahme.</translation>
        </message>
        <message>
            <source>A run that is {state} cannot {step}.</source>
            <translation>Ein Lauf im Zustand „{state}“ kann das nicht: {step}.</translation>
        </message>
        <message>
            <source>About {lost_s:.1f} seconds of sound never came from the microphone “{name}”: this computer or the connection is too slow. Recording goes on.</source>
            <translation>Etwa {lost_s:.1f} Sekunden Ton sind vom Mikrofon „{name}“ nie angekommen: Dieser Computer oder die Verbindung ist zu langsam. Die Aufnahme geht weiter.</translation>
        </message>
        <message>
            <source>Everyclip ended unexpectedly; the run goes on where it stopped.</source>
            <translation>Everyclip wurde unerwartet beendet; der Lauf geht dort weiter, wo er stehen blieb.</translation>
        </message>
        <message>
            <source>Everyclip was closed; the run goes on where it stopped.</source>
            <translation>Everyclip wurde geschlossen; der Lauf geht dort weiter, wo er stehen blieb.</translation>
        </message>
        <message>
            <source>Everyclip's data folder cannot be written ({detail}). Work goes on when it can.</source>
            <translation>In den Datenordner von Everyclip kann nicht geschrieben werden ({detail}). Sobald es geht, geht die Arbeit weiter.</translation>
        </message>
        <message>
            <source>Everyclip's data in {path} cannot be opened ({detail}). Nothing in it was changed.</source>
            <translation>Die Daten von Everyclip in {path} lassen sich nicht öffnen ({detail}). Es wurde nichts daran geändert.</translation>
        </message>
        <message>
            <source>No speech was found in this clip.</source>
            <translation>In diesem Clip wurde keine Sprache gefunden.</translation>
        </message>
        <message>
            <source>Recording has stopped ({detail}). What was recorded is kept.</source>
            <translation>Die Aufnahme wurde abgebrochen ({detail}). Was aufgenommen wurde, bleibt erhalten.</translation>
        </message>
        <message>
            <source>Recording needs PortAudio, which is not on this computer. Install it (Debian and Ubuntu: apt install libportaudio2). Audio files work without it.</source>
            <translation>Zum Aufnehmen wird PortAudio gebraucht, das auf diesem Computer fehlt. Installieren Sie es (Debian und Ubuntu: apt install libportaudio2). Audiodateien gehen auch ohne.</translation>
        </message>
        <message>
            <source>Subtitles ({format}) belong to one clip: export one file for each.</source>
            <translation>Untertitel ({format}) gehören zu einem Clip: Exportieren Sie für jeden eine eigene Datei.</translation>
        </message>
        <message>
            <source>The audio is damaged and nothing of it could be decoded.</source>
            <translation>Der Ton ist beschädigt, nichts davon ließ sich lesen.</translation>
        </message>
        <message>
            <source>The clip has no such stretch.</source>
            <translation>Diesen Abschnitt hat der Clip nicht.</translation>
        </message>
        <message>
            <source>The data in {path} was written by a newer Everyclip. Update the program to open it.</source>
            <translation>Die Daten in {path} stammen von einem neueren Everyclip. Aktualisieren Sie das Programm, um sie zu öffnen.</translation>
        </message>
        <message>
            <source>The disk is full: recording has stopped. What was recorded is kept. Free some space.</source>
            <translation>Der Datenträger ist voll: Die Aufnahme wurde beendet. Was aufgenommen wurde, bleibt erhalten. Schaffen Sie Platz.</translation>
        </message>
        <message>
            <source>The disk is full: the clip could not be stored. Free some space, then retry.</source>
            <translation>Der Datenträger ist voll: Der Clip konnte nicht gespeichert werden. Schaffen Sie Platz und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>The file has no audio track.</source>
            <translation>Die Datei hat keine Tonspur.</translation>
        </message>
        <message>
            <source>The file is empty (0 bytes). The recording or the download may have gone wrong.</source>
            <translation>Die Datei ist leer (0 Byte). Vielleicht ist die Aufnahme oder das Herunterladen misslungen.</translation>
        </message>
        <message>
            <source>The file may not be read ({detail}). Check its permissions, then retry.</source>
            <translation>Die Datei darf nicht gelesen werden ({detail}). Prüfen Sie ihre Rechte und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>The microphone “{name}” cannot be opened ({detail}). If another program uses it, end that one, or choose another microphone.</source>
            <translation>Das Mikrofon „{name}“ lässt sich nicht öffnen ({detail}). Wenn ein anderes Programm es benutzt, beenden Sie dieses, oder wählen Sie ein anderes Mikrofon.</translation>
        </message>
        <message>
            <source>The microphone “{name}” is gone. What was recorded until then is kept as a clip.</source>
            <translation>Das Mikrofon „{name}“ ist weg. Was bis dahin aufgenommen wurde, bleibt als Clip erhalten.</translation>
        </message>
        <message>
            <source>The microphone “{name}” is not connected. Connect it, or choose another.</source>
            <translation>Das Mikrofon „{name}“ ist nicht angeschlossen. Schließen Sie es an oder wählen Sie ein anderes.</translation>
        </message>
        <message>
            <source>The microphone “{name}” sends nothing. Connect it again, or choose another.</source>
            <translation>Das Mikrofon „{name}“ sendet nichts. Schließen Sie es neu an oder wählen Sie ein anderes.</translation>
        </message>
        <message>
            <source>The model “{model}” cannot be loaded ({detail}). Download or import it again.</source>
            <translation>Das Modell „{model}“ lässt sich nicht laden ({detail}). Laden Sie es noch einmal herunter oder importieren Sie es neu.</translation>
        </message>
        <message>
            <source>The model “{model}” is not on this computer. Choose another model or download it.</source>
            <translation>Das Modell „{model}“ ist nicht auf diesem Computer. Wählen Sie ein anderes oder laden Sie es herunter.</translation>
        </message>
        <message>
            <source>The stored audio of this clip is gone from Everyclip's folder.</source>
            <translation>Der gespeicherte Ton dieses Clips ist aus dem Ordner von Everyclip verschwunden.</translation>
        </message>
        <message>
            <source>The text can be edited once the run has ended; it is {state}.</source>
            <translation>Der Text lässt sich bearbeiten, sobald der Lauf zu Ende ist; er ist im Zustand „{state}“.</translation>
        </message>
        <message>
            <source>The transcription engine could not start ({detail}). Everyclip keeps trying.</source>
            <translation>Die Transkription konnte nicht starten ({detail}). Everyclip versucht es weiter.</translation>
        </message>
        <message>
            <source>The transcription engine made no progress for {limit_s:.0f} seconds on this clip.</source>
            <translation>Die Transkription kam bei diesem Clip {limit_s:.0f} Sekunden lang nicht voran.</translation>
        </message>
        <message>
            <source>The transcription engine reported an error: {detail}</source>
            <translation>Die Transkription meldet einen Fehler: {detail}</translation>
        </message>
        <message>
            <source>The transcription engine sent something unreadable while it worked on this clip.</source>
            <translation>Die Transkription hat bei diesem Clip etwas Unlesbares gesendet.</translation>
        </message>
        <message>
            <source>The transcription engine stopped ({signal}) during another clip; this one goes on.</source>
            <translation>Die Transkription brach bei einem anderen Clip ab ({signal}); dieser geht weiter.</translation>
        </message>
        <message>
            <source>The transcription engine stopped unexpectedly ({signal}) while it worked on this clip.</source>
            <translation>Die Transkription brach bei diesem Clip unerwartet ab ({signal}).</translation>
        </message>
        <message>
            <source>There is already a session “{name}”.</source>
            <translation>Es gibt schon eine Sitzung „{name}“.</translation>
        </message>
        <message>
            <source>There is no field “{field}” for file names, only {known}.</source>
            <translation>Für Dateinamen gibt es kein Feld „{field}“, nur {known}.</translation>
        </message>
        <message>
            <source>There is no microphone. Connect one, or allow its use in the system's privacy settings. Audio files work without one.</source>
            <translation>Es gibt kein Mikrofon. Schließen Sie eines an oder erlauben Sie seine Benutzung in den Datenschutz-Einstellungen des Systems. Audiodateien gehen auch ohne.</translation>
        </message>
        <message>
            <source>There is no one microphone “{name}”. To choose from: {names}.</source>
            <translation>Ein Mikrofon „{name}“ gibt es nicht oder nicht eindeutig. Zur Auswahl: {names}.</translation>
        </message>
        <message>
            <source>There is no such file. Check that its name is right and that it was not moved, then retry.</source>
            <translation>Diese Datei gibt es nicht. Prüfen Sie, ob der Name stimmt und ob sie verschoben wurde, und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>There is no text yet.</source>
            <translation>Es gibt noch keinen Text.</translation>
        </message>
        <message>
            <source>There is no {kind} “{id}”.</source>
            <translation>„{id}“ gibt es nicht ({kind}).</translation>
        </message>
        <message>
            <source>There is nothing after this part to merge it with.</source>
            <translation>Nach diesem Stück kommt nichts, womit es sich verbinden ließe.</translation>
        </message>
        <message>
            <source>There was not enough memory for this clip with this model. Try a smaller model.</source>
            <translation>Für diesen Clip reichte mit diesem Modell der Speicher nicht. Versuchen Sie ein kleineres Modell.</translation>
        </message>
        <message>
            <source>These rules for subtitles contradict each other.</source>
            <translation>Diese Regeln für Untertitel widersprechen einander.</translation>
        </message>
        <message>
            <source>These times run into the part before or after.</source>
            <translation>Diese Zeiten überschneiden sich mit dem Stück davor oder danach.</translation>
        </message>
        <message>
            <source>This computer was too busy to take all the sound from the microphone “{name}”. Recording goes on.</source>
            <translation>Dieser Computer war zu beschäftigt, um allen Ton vom Mikrofon „{name}“ abzunehmen. Die Aufnahme geht weiter.</translation>
        </message>
        <message>
            <source>This is a folder. Hand over the files inside it.</source>
            <translation>Das ist ein Ordner. Übergeben Sie die Dateien darin.</translation>
        </message>
        <message>
            <source>This is not an audio or video file that Everyclip can read.</source>
            <translation>Das ist keine Audio- oder Videodatei, die Everyclip lesen kann.</translation>
        </message>
        <message>
            <source>This part of the text cannot be split there.</source>
            <translation>Dieses Stück des Textes lässt sich dort nicht teilen.</translation>
        </message>
        <message>
            <source>This part of the text has been changed meanwhile. Look again, then repeat it.</source>
            <translation>Dieses Stück des Textes wurde inzwischen geändert. Sehen Sie nach und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>“{name}” is recorded and safe, but cannot be taken in now ({detail}). Everyclip does it at its next start.</source>
            <translation>„{name}“ ist aufgenommen und sicher, kann aber jetzt nicht übernommen werden ({detail}). Everyclip holt es beim nächsten Start nach.</translation>
        </message>
        <message>
            <source>“{path}” could not be written ({detail}). The text is safe in Everyclip.</source>
            <translation>„{path}“ konnte nicht geschrieben werden ({detail}). In Everyclip ist der Text sicher.</translation>
        </message>
        <message>
            <source>“{pattern}” is no pattern for file names. A pattern is text with fields such as {{name}}.</source>
            <translation>„{pattern}“ ist kein Muster für Dateinamen. Ein Muster ist Text mit Feldern wie {{name}}.</translation>
        </message>
    </context>
    <context>
        <name>waits</name>
        <message>
            <source>next</source>
            <translation>als Nächstes</translation>
        </message>
        <message>
            <source>the transcription engine cannot work now; Everyclip keeps trying</source>
            <translation>die Transkription kann gerade nicht arbeiten; Everyclip versucht es weiter</translation>
        </message>
        <message>
            <source>the transcription engine is starting</source>
            <translation>die Transkription startet</translation>
        </message>
        <message>
            <source>waiting behind other long clips</source>
            <translation>wartet hinter anderen langen Clips</translation>
        </message>
        <message>
            <source>waiting for Everyclip to work on it</source>
            <translation>wartet, bis Everyclip daran arbeitet</translation>
        </message>
        <message>
            <source>waiting for a free place</source>
            <translation>wartet auf einen freien Platz</translation>
        </message>
        <message>
            <source>waiting for the earlier clips of this session</source>
            <translation>wartet auf die früheren Clips dieser Sitzung</translation>
        </message>
    </context>
    <context>
        <name>window</name>
        <message>
            <source> s</source>
            <translation> s</translation>
        </message>
        <message>
            <source>&amp;Clips</source>
            <translation>&amp;Clips</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>&amp;Runs</source>
            <translation>&amp;Läufe</translation>
        </message>
        <message>
            <source>A file for each clip</source>
            <translation>Eine Datei für jeden Clip</translation>
        </message>
        <message>
            <source>A late result of an earlier attempt came and was set aside</source>
            <translation>Ein verspätetes Ergebnis eines früheren Versuchs kam an und wurde beiseitegelegt</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <source>Add a folder…</source>
            <translation>Ordner hinzufügen…</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>Dateien hinzufügen…</translation>
        </message>
        <message>
            <source>Advanced SubStation subtitles</source>
            <translation>Advanced-SubStation-Untertitel</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message numerus="yes">
            <source>And {n} more.</source>
            <translation>
                <numerusform>Und {n} weitere.</numerusform>
                <numerusform>Und {n} weitere.</numerusform>
            </translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Attempt</source>
            <translation>Versuch</translation>
        </message>
        <message>
            <source>Attempt {n}</source>
            <translation>Versuch {n}</translation>
        </message>
        <message>
            <source>Attempt {n} begins</source>
            <translation>Versuch {n} beginnt</translation>
        </message>
        <message>
            <source>Audio and video</source>
            <translation>Audio und Video</translation>
        </message>
        <message>
            <source>Audio or video, files or whole folders, as many as you like.
Nothing leaves this computer.</source>
            <translation>Audio oder Video, Dateien oder ganze Ordner, so viele Sie möchten.
Nichts verlässt diesen Computer.</translation>
        </message>
        <message>
            <source>Back five seconds</source>
            <translation>Fünf Sekunden zurück</translation>
        </message>
        <message>
            <source>Back in the queue</source>
            <translation>Wieder in der Warteschlange</translation>
        </message>
        <message>
            <source>Call {name} so everywhere in this text</source>
            <translation>{name} überall in diesem Text so nennen</translation>
        </message>
        <message>
            <source>Can be undone</source>
            <translation>Lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Cancel asked for</source>
            <translation>Abbruch verlangt</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <source>Careful</source>
            <translation>Sorgfältig</translation>
        </message>
        <message>
            <source>Careful goes through a clip in order and tries again where it is unsure. It takes longer.</source>
            <translation>Sorgfältig geht den Clip der Reihe nach durch und versucht unsichere Stellen noch einmal. Das dauert länger.</translation>
        </message>
        <message>
            <source>Careful: one after another, slower</source>
            <translation>Sorgfältig: eins nach dem anderen, langsamer</translation>
        </message>
        <message>
            <source>Choose a clip to read its text.</source>
            <translation>Wählen Sie einen Clip, um seinen Text zu lesen.</translation>
        </message>
        <message>
            <source>Choose a folder with clips</source>
            <translation>Ordner mit Clips wählen</translation>
        </message>
        <message>
            <source>Choose a folder.</source>
            <translation>Wählen Sie einen Ordner.</translation>
        </message>
        <message>
            <source>Choose clips</source>
            <translation>Clips wählen</translation>
        </message>
        <message>
            <source>Choose files…</source>
            <translation>Dateien wählen…</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <source>Click to go to a place; arrow keys move, + and - look closer, Space plays</source>
            <translation>Ein Klick geht zu einer Stelle; Pfeiltasten bewegen, + und - ändern die Nähe, die Leertaste spielt ab</translation>
        </message>
        <message>
            <source>Clip</source>
            <translation>Clip</translation>
        </message>
        <message>
            <source>Clips</source>
            <translation>Clips</translation>
        </message>
        <message>
            <source>Clips cannot be played here: {detail}</source>
            <translation>Clips lassen sich hier nicht abspielen: {detail}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Close (Esc)</source>
            <translation>Schließen (Esc)</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>Farben</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>Spalten</translation>
        </message>
        <message>
            <source>Compare with the machine's text…</source>
            <translation>Mit dem Text der Maschine vergleichen…</translation>
        </message>
        <message>
            <source>Completed</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Copy text</source>
            <translation>Text kopieren</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Anlegen</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Default microphone</source>
            <translation>Standardmikrofon</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Delete segment</source>
            <translation>Stück löschen</translation>
        </message>
        <message>
            <source>Detect it</source>
            <translation>Erkennen</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Unterschiede</translation>
        </message>
        <message>
            <source>Drop to transcribe</source>
            <translation>Zum Transkribieren loslassen</translation>
        </message>
        <message>
            <source>Drop voice clips here</source>
            <translation>Sprachclips hier ablegen</translation>
        </message>
        <message>
            <source>Each time you speak begins a clip, each pause ends it</source>
            <translation>Wenn Sie sprechen, beginnt ein Clip; eine Pause beendet ihn</translation>
        </message>
        <message>
            <source>Earlier</source>
            <translation>Früher</translation>
        </message>
        <message>
            <source>Edit text</source>
            <translation>Text bearbeiten</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Ende</translation>
        </message>
        <message>
            <source>End the search</source>
            <translation>Suche beenden</translation>
        </message>
        <message>
            <source>End this clip and go on with the next, without a gap</source>
            <translation>Diesen Clip beenden und lückenlos mit dem nächsten weitermachen</translation>
        </message>
        <message>
            <source>Every recording is a clip of its own; hold the button to record just as long</source>
            <translation>Jede Aufnahme ist ein eigener Clip; halten Sie den Knopf gedrückt, um genau so lange aufzunehmen</translation>
        </message>
        <message>
            <source>Every step, with times</source>
            <translation>Jeder Schritt mit Zeiten</translation>
        </message>
        <message>
            <source>Everyclip is open already but does not answer.</source>
            <translation>Everyclip ist schon geöffnet, antwortet aber nicht.</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>Export this session…</source>
            <translation>Diese Sitzung exportieren…</translation>
        </message>
        <message numerus="yes">
            <source>Export {n} texts</source>
            <translation>
                <numerusform>{n} Text exportieren</numerusform>
                <numerusform>{n} Texte exportieren</numerusform>
            </translation>
        </message>
        <message>
            <source>Exported to {path}</source>
            <translation>Exportiert nach {path}</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <source>Fast</source>
            <translation>Schnell</translation>
        </message>
        <message>
            <source>Fast: several stretches at once</source>
            <translation>Schnell: mehrere Abschnitte auf einmal</translation>
        </message>
        <message>
            <source>File names</source>
            <translation>Dateinamen</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Dateien</translation>
        </message>
        <message>
            <source>Find</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Find clips or words</source>
            <translation>Clips oder Wörter suchen</translation>
        </message>
        <message>
            <source>Find in this text</source>
            <translation>In diesem Text suchen</translation>
        </message>
        <message>
            <source>Find in this text…</source>
            <translation>In diesem Text suchen…</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Follow the spoken word</source>
            <translation>Dem gesprochenen Wort folgen</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Forward five seconds</source>
            <translation>Fünf Sekunden vor</translation>
        </message>
        <message>
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>Give every word its own time</source>
            <translation>Jedem Wort seine eigene Zeit geben</translation>
        </message>
        <message>
            <source>Graphics card (CUDA)</source>
            <translation>Grafikkarte (CUDA)</translation>
        </message>
        <message>
            <source>Graphics card if there is one</source>
            <translation>Grafikkarte, wenn es eine gibt</translation>
        </message>
        <message>
            <source>Handed over</source>
            <translation>Übergeben</translation>
        </message>
        <message>
            <source>Hands 40 sample clips over at once and shows that each ends with its text</source>
            <translation>Übergibt 40 Beispielclips auf einmal und zeigt, dass jeder mit seinem Text endet</translation>
        </message>
        <message>
            <source>Hands-free</source>
            <translation>Freihändig</translation>
        </message>
        <message>
            <source>Hear from here</source>
            <translation>Ab hier anhören</translation>
        </message>
        <message>
            <source>How its clips are transcribed</source>
            <translation>Wie ihre Clips transkribiert werden</translation>
        </message>
        <message>
            <source>How long it was worked on, and how long it waited before</source>
            <translation>Wie lange daran gearbeitet wurde und wie lange es vorher wartete</translation>
        </message>
        <message>
            <source>In order, one clip after another</source>
            <translation>Der Reihe nach, ein Clip nach dem anderen</translation>
        </message>
        <message>
            <source>JSON with times</source>
            <translation>JSON mit Zeiten</translation>
        </message>
        <message>
            <source>Join with the one before</source>
            <translation>Mit dem davor verbinden</translation>
        </message>
        <message>
            <source>Keyboard</source>
            <translation>Tastatur</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Länge</translation>
        </message>
        <message>
            <source>Length of this clip</source>
            <translation>Länge dieses Clips</translation>
        </message>
        <message>
            <source>Level of the microphone</source>
            <translation>Pegel des Mikrofons</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Listening…</source>
            <translation>Hört zu…</translation>
        </message>
        <message>
            <source>Look for words in every clip of every session</source>
            <translation>In allen Clips aller Sitzungen nach Wörtern suchen</translation>
        </message>
        <message>
            <source>Mark doubtful words</source>
            <translation>Unsichere Wörter markieren</translation>
        </message>
        <message>
            <source>Markdown</source>
            <translation>Markdown</translation>
        </message>
        <message>
            <source>Match case</source>
            <translation>Groß- und Kleinschreibung beachten</translation>
        </message>
        <message>
            <source>Microphone: {name}</source>
            <translation>Mikrofon: {name}</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>My clips</source>
            <translation>Meine Clips</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>New session</source>
            <translation>Neue Sitzung</translation>
        </message>
        <message>
            <source>New session…</source>
            <translation>Neue Sitzung…</translation>
        </message>
        <message>
            <source>Next clip</source>
            <translation>Nächster Clip</translation>
        </message>
        <message>
            <source>No audio or video files in {names}.</source>
            <translation>Keine Audio- oder Videodateien in {names}.</translation>
        </message>
        <message>
            <source>No clip of this session is like that.</source>
            <translation>So ist kein Clip dieser Sitzung.</translation>
        </message>
        <message>
            <source>No clips yet</source>
            <translation>Noch keine Clips</translation>
        </message>
        <message>
            <source>No loudspeaker or headphones were found, so clips cannot be heard.</source>
            <translation>Es wurden weder Lautsprecher noch Kopfhörer gefunden, darum lassen sich Clips nicht anhören.</translation>
        </message>
        <message>
            <source>No speech found</source>
            <translation>Keine Sprache gefunden</translation>
        </message>
        <message>
            <source>No speech was found in this clip.</source>
            <translation>In diesem Clip wurde keine Sprache gefunden.</translation>
        </message>
        <message>
            <source>Nobody named</source>
            <translation>Niemand benannt</translation>
        </message>
        <message>
            <source>Not found</source>
            <translation>Nicht gefunden</translation>
        </message>
        <message>
            <source>Nothing was said with the words “{words}”.</source>
            <translation>Mit den Wörtern „{words}“ wurde nichts gesagt.</translation>
        </message>
        <message>
            <source>Nothing was taken in, because no session could be opened.</source>
            <translation>Nichts wurde übernommen, weil sich keine Sitzung öffnen ließ.</translation>
        </message>
        <message>
            <source>One file</source>
            <translation>Eine Datei</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>PDF to print</source>
            <translation>PDF zum Drucken</translation>
        </message>
        <message>
            <source>Passages found</source>
            <translation>Gefundene Stellen</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>Einfügen</translation>
        </message>
        <message>
            <source>Pattern of the file names</source>
            <translation>Muster der Dateinamen</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Pause asked for</source>
            <translation>Anhalten verlangt</translation>
        </message>
        <message>
            <source>Pause everything</source>
            <translation>Alles anhalten</translation>
        </message>
        <message>
            <source>Pause this session</source>
            <translation>Diese Sitzung anhalten</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Ort</translation>
        </message>
        <message>
            <source>Plain text</source>
            <translation>Einfacher Text</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>Abspielen</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>Prove it</source>
            <translation>Beweise es</translation>
        </message>
        <message>
            <source>Prove it {time}</source>
            <translation>Beweis {time}</translation>
        </message>
        <message>
            <source>Put a field in: the clip's name, its session, the day…</source>
            <translation>Ein Feld einsetzen: den Namen des Clips, seine Sitzung, den Tag…</translation>
        </message>
        <message>
            <source>Put this message away</source>
            <translation>Diese Meldung wegräumen</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>Aufnehmen</translation>
        </message>
        <message>
            <source>Record while held</source>
            <translation>Aufnehmen, solange gedrückt</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Rename session</source>
            <translation>Sitzung umbenennen</translation>
        </message>
        <message>
            <source>Repeat this segment</source>
            <translation>Dieses Stück wiederholen</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Ersetzen</translation>
        </message>
        <message>
            <source>Replace all</source>
            <translation>Alle ersetzen</translation>
        </message>
        <message>
            <source>Replace files of the same name</source>
            <translation>Dateien gleichen Namens ersetzen</translation>
        </message>
        <message>
            <source>Replace with</source>
            <translation>Ersetzen durch</translation>
        </message>
        <message>
            <source>Replace…</source>
            <translation>Ersetzen…</translation>
        </message>
        <message>
            <source>Restore the machine's text</source>
            <translation>Den Text der Maschine wiederherstellen</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>Resume everything</source>
            <translation>Alles fortsetzen</translation>
        </message>
        <message>
            <source>Resume this session</source>
            <translation>Diese Sitzung fortsetzen</translation>
        </message>
        <message>
            <source>Resumed</source>
            <translation>Fortgesetzt</translation>
        </message>
        <message>
            <source>Retried by you</source>
            <translation>Von Ihnen wiederholt</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Retry otherwise</source>
            <translation>Anders wiederholen</translation>
        </message>
        <message>
            <source>Retry otherwise…</source>
            <translation>Anders wiederholen…</translation>
        </message>
        <message numerus="yes">
            <source>Retry {n} clips</source>
            <translation>
                <numerusform>{n} Clip wiederholen</numerusform>
                <numerusform>{n} Clips wiederholen</numerusform>
            </translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>Saving…</source>
            <translation>Wird gesichert…</translation>
        </message>
        <message>
            <source>Search all transcripts</source>
            <translation>Alle Texte durchsuchen</translation>
        </message>
        <message>
            <source>Search in all transcripts</source>
            <translation>In allen Texten suchen</translation>
        </message>
        <message>
            <source>Seconds of the clip transcribed in one second</source>
            <translation>Sekunden des Clips, die in einer Sekunde transkribiert wurden</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Alles auswählen</translation>
        </message>
        <message>
            <source>Sessions</source>
            <translation>Sitzungen</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Settings that make no sense have their defaults: {names}.</source>
            <translation>Einstellungen, die keinen Sinn ergeben, haben ihre Vorgaben: {names}.</translation>
        </message>
        <message>
            <source>Settings…</source>
            <translation>Einstellungen…</translation>
        </message>
        <message>
            <source>Several clips at once</source>
            <translation>Mehrere Clips auf einmal</translation>
        </message>
        <message>
            <source>Show Everyclip</source>
            <translation>Everyclip zeigen</translation>
        </message>
        <message>
            <source>Show all clips</source>
            <translation>Alle Clips zeigen</translation>
        </message>
        <message>
            <source>Show only these</source>
            <translation>Nur diese zeigen</translation>
        </message>
        <message>
            <source>Signs a line</source>
            <translation>Zeichen je Zeile</translation>
        </message>
        <message>
            <source>Signs a second</source>
            <translation>Zeichen je Sekunde</translation>
        </message>
        <message>
            <source>Skip pauses</source>
            <translation>Pausen überspringen</translation>
        </message>
        <message>
            <source>Some needed more than one attempt; the stories of the runs say why.</source>
            <translation>Manche brauchten mehr als einen Versuch; die Geschichten der Läufe sagen, warum.</translation>
        </message>
        <message>
            <source>Something in the window went wrong: {detail}</source>
            <translation>Im Fenster ist etwas schiefgegangen: {detail}</translation>
        </message>
        <message>
            <source>Sound lost</source>
            <translation>Ton verloren</translation>
        </message>
        <message>
            <source>Speaker</source>
            <translation>Sprecher</translation>
        </message>
        <message>
            <source>Speaker…</source>
            <translation>Sprecher…</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>Tempo</translation>
        </message>
        <message>
            <source>Split here</source>
            <translation>Hier teilen</translation>
        </message>
        <message>
            <source>Spoken language</source>
            <translation>Gesprochene Sprache</translation>
        </message>
        <message>
            <source>Spreadsheet (CSV)</source>
            <translation>Tabelle (CSV)</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Anfang</translation>
        </message>
        <message>
            <source>Starter model, for trying things out with synthetic voices: on real speech it invents text. That needs a bigger model.</source>
            <translation>Startmodell, zum Ausprobieren mit künstlichen Stimmen: Bei echter Sprache erfindet es Text. Dafür braucht es ein größeres Modell.</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>Startet…</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Story of the run</source>
            <translation>Geschichte des Laufs</translation>
        </message>
        <message>
            <source>Story of the run: every step, with times</source>
            <translation>Geschichte des Laufs: jeder Schritt mit Zeiten</translation>
        </message>
        <message>
            <source>Struck out: what the machine wrote. Underlined: what you wrote instead.</source>
            <translation>Durchgestrichen: was die Maschine schrieb. Unterstrichen: was Sie stattdessen schrieben.</translation>
        </message>
        <message>
            <source>SubRip subtitles</source>
            <translation>SubRip-Untertitel</translation>
        </message>
        <message>
            <source>Subtitles</source>
            <translation>Untertitel</translation>
        </message>
        <message>
            <source>System default</source>
            <translation>Vorgabe des Systems</translation>
        </message>
        <message>
            <source>System default ({name})</source>
            <translation>Vorgabe des Systems ({name})</translation>
        </message>
        <message>
            <source>Table with times (TSV)</source>
            <translation>Tabelle mit Zeiten (TSV)</translation>
        </message>
        <message>
            <source>Taken in, queued, transcribed, and how it ended</source>
            <translation>Übernommen, eingereiht, transkribiert, und wie es ausging</translation>
        </message>
        <message>
            <source>Taking in {taken} of {expected}…</source>
            <translation>{taken} von {expected} werden übernommen…</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>Aufgabe</translation>
        </message>
        <message>
            <source>Tell me when work ends while I am elsewhere</source>
            <translation>Melden, wenn die Arbeit fertig ist, während ich woanders bin</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Text is edited within one segment. To delete whole segments, choose “Delete segment”.</source>
            <translation>Text wird innerhalb eines Stücks bearbeitet. Um ganze Stücke zu löschen, wählen Sie „Stück löschen“.</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>Texte</translation>
        </message>
        <message>
            <source>The model that listened, and what it ran on</source>
            <translation>Das Modell, das zugehört hat, und worauf es lief</translation>
        </message>
        <message>
            <source>The next one (Enter)</source>
            <translation>Das nächste (Eingabe)</translation>
        </message>
        <message>
            <source>The one before (Shift+Enter)</source>
            <translation>Das vorige (Umschalt+Eingabe)</translation>
        </message>
        <message>
            <source>The recording is in “{name}”.</source>
            <translation>Die Aufnahme ist in „{name}“.</translation>
        </message>
        <message>
            <source>The slowest clip had its text after {time}.</source>
            <translation>Der langsamste Clip hatte seinen Text nach {time}.</translation>
        </message>
        <message>
            <source>The system refused: {detail}</source>
            <translation>Das System lehnt ab: {detail}</translation>
        </message>
        <message>
            <source>The text appears here as it is made.</source>
            <translation>Der Text erscheint hier, während er entsteht.</translation>
        </message>
        <message>
            <source>The text is as the machine wrote it.</source>
            <translation>Der Text ist, wie die Maschine ihn schrieb.</translation>
        </message>
        <message>
            <source>The text there is stays until there is a new one, and is kept beside it.</source>
            <translation>Der vorhandene Text bleibt, bis es einen neuen gibt, und wird daneben aufbewahrt.</translation>
        </message>
        <message>
            <source>The {n} best passages. More words find fewer.</source>
            <translation>Die {n} besten Stellen. Mehr Wörter finden weniger.</translation>
        </message>
        <message>
            <source>There are no files in the clipboard.</source>
            <translation>In der Zwischenablage sind keine Dateien.</translation>
        </message>
        <message>
            <source>There is a session called “{name}” already.</source>
            <translation>Eine Sitzung namens „{name}“ gibt es schon.</translation>
        </message>
        <message>
            <source>There is no audio to play.</source>
            <translation>Es gibt keinen Ton zum Abspielen.</translation>
        </message>
        <message>
            <source>These count for clips that come in from now on. “Retry” keeps what a clip came with.</source>
            <translation>Dies gilt für Clips, die ab jetzt hereinkommen. „Wiederholen“ behält, womit ein Clip kam.</translation>
        </message>
        <message>
            <source>This clip cannot be played: {detail}</source>
            <translation>Dieser Clip lässt sich nicht abspielen: {detail}</translation>
        </message>
        <message>
            <source>This one first</source>
            <translation>Diesen zuerst</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Times for every word</source>
            <translation>Zeiten für jedes Wort</translation>
        </message>
        <message>
            <source>Times of the segment</source>
            <translation>Zeiten des Stücks</translation>
        </message>
        <message>
            <source>Times…</source>
            <translation>Zeiten…</translation>
        </message>
        <message>
            <source>To keep all of it elsewhere, set the environment variable EVERYCLIP_HOME.</source>
            <translation>Um alles woanders aufzubewahren, setzen Sie die Umgebungsvariable EVERYCLIP_HOME.</translation>
        </message>
        <message>
            <source>Too loud</source>
            <translation>Zu laut</translation>
        </message>
        <message>
            <source>Transcript</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Transcription</source>
            <translation>Transkription</translation>
        </message>
        <message>
            <source>Translate it into English</source>
            <translation>Ins Englische übersetzen</translation>
        </message>
        <message>
            <source>Try the sample clips</source>
            <translation>Beispielclips ausprobieren</translation>
        </message>
        <message>
            <source>Type words to look for. Every passage that has all of them is shown.</source>
            <translation>Geben Sie Wörter ein. Gezeigt wird jede Stelle, die alle enthält.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Undo delete</source>
            <translation>Löschen rückgängig machen</translation>
        </message>
        <message>
            <source>Usual columns</source>
            <translation>Übliche Spalten</translation>
        </message>
        <message>
            <source>Waited</source>
            <translation>Gewartet</translation>
        </message>
        <message>
            <source>Waits for attempt {n}</source>
            <translation>Wartet auf Versuch {n}</translation>
        </message>
        <message>
            <source>Waveform</source>
            <translation>Wellenform</translation>
        </message>
        <message>
            <source>Web page</source>
            <translation>Webseite</translation>
        </message>
        <message>
            <source>WebVTT subtitles</source>
            <translation>WebVTT-Untertitel</translation>
        </message>
        <message>
            <source>Where the clip came from</source>
            <translation>Woher der Clip kam</translation>
        </message>
        <message>
            <source>Where there is a file of that name, the new one gets a number.</source>
            <translation>Gibt es schon eine Datei dieses Namens, bekommt die neue eine Nummer.</translation>
        </message>
        <message>
            <source>Where to</source>
            <translation>Wohin</translation>
        </message>
        <message>
            <source>Which clips are shown</source>
            <translation>Welche Clips gezeigt werden</translation>
        </message>
        <message>
            <source>Who speaks</source>
            <translation>Wer spricht</translation>
        </message>
        <message>
            <source>Whole words</source>
            <translation>Ganze Wörter</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Word document</source>
            <translation>Word-Dokument</translation>
        </message>
        <message>
            <source>Works on</source>
            <translation>Arbeitet auf</translation>
        </message>
        <message>
            <source>Write down what is said</source>
            <translation>Aufschreiben, was gesagt wird</translation>
        </message>
        <message>
            <source>Written: {name}</source>
            <translation>Geschrieben: {name}</translation>
        </message>
        <message>
            <source>You can also paste files that you copied elsewhere.</source>
            <translation>Sie können auch Dateien einfügen, die Sie woanders kopiert haben.</translation>
        </message>
        <message>
            <source>Your text and the machine's</source>
            <translation>Ihr Text und der der Maschine</translation>
        </message>
        <message>
            <source>a few seconds left</source>
            <translation>noch ein paar Sekunden</translation>
        </message>
        <message>
            <source>about {n} min left</source>
            <translation>noch etwa {n} min</translation>
        </message>
        <message>
            <source>about {n} s left</source>
            <translation>noch etwa {n} s</translation>
        </message>
        <message>
            <source>about {time} left</source>
            <translation>noch etwa {time}</translation>
        </message>
        <message>
            <source>broken off</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <source>completed</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>leer</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <source>in order</source>
            <translation>der Reihe nach</translation>
        </message>
        <message>
            <source>in the queue</source>
            <translation>in der Warteschlange</translation>
        </message>
        <message>
            <source>loading the model</source>
            <translation>lädt das Modell</translation>
        </message>
        <message>
            <source>no speech in it</source>
            <translation>ohne Sprache</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>angehalten</translation>
        </message>
        <message>
            <source>queued</source>
            <translation>in der Warteschlange</translation>
        </message>
        <message>
            <source>reading the audio</source>
            <translation>liest den Ton</translation>
        </message>
        <message>
            <source>running</source>
            <translation>in Arbeit</translation>
        </message>
        <message>
            <source>signs a line,</source>
            <translation>Zeichen je Zeile,</translation>
        </message>
        <message>
            <source>signs a second at most</source>
            <translation>Zeichen je Sekunde höchstens</translation>
        </message>
        <message>
            <source>starting</source>
            <translation>startet</translation>
        </message>
        <message>
            <source>stopping after this stretch</source>
            <translation>hört nach diesem Abschnitt auf</translation>
        </message>
        <message>
            <source>transcribing</source>
            <translation>transkribiert</translation>
        </message>
        <message>
            <source>waited {time}</source>
            <translation>wartete {time}</translation>
        </message>
        <message>
            <source>{audio} of speech in {time}: {factor} times as fast as it was spoken.</source>
            <translation>{audio} Sprache in {time}: {factor}-mal so schnell, wie sie gesprochen wurde.</translation>
        </message>
        <message>
            <source>{completed} completed, {failed} failed, {lost} lost.</source>
            <translation>{completed} fertig, {failed} fehlgeschlagen, {lost} verloren.</translation>
        </message>
        <message>
            <source>{model} (not on this computer)</source>
            <translation>{model} (nicht auf diesem Computer)</translation>
        </message>
        <message>
            <source>{name} (not connected)</source>
            <translation>{name} (nicht angeschlossen)</translation>
        </message>
        <message numerus="yes">
            <source>{n} attempts</source>
            <translation>
                <numerusform>{n} Versuch</numerusform>
                <numerusform>{n} Versuche</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} cancelled</source>
            <translation>
                <numerusform>{n} abgebrochen</numerusform>
                <numerusform>{n} abgebrochen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips</source>
            <translation>
                <numerusform>{n} Clip</numerusform>
                <numerusform>{n} Clips</numerusform>
            </translation>
        </message>
        <message>
            <source>{n} clips at once, and every one ended with its text.</source>
            <translation>{n} Clips auf einmal, und jeder endete mit seinem Text.</translation>
        </message>
        <message numerus="yes">
            <source>{n} clips completed</source>
            <translation>
                <numerusform>{n} Clip fertig</numerusform>
                <numerusform>{n} Clips fertig</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips deleted</source>
            <translation>
                <numerusform>{n} Clip gelöscht</numerusform>
                <numerusform>{n} Clips gelöscht</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips did not end with their texts.</source>
            <translation>
                <numerusform>{n} Clip endete nicht mit seinem Text.</numerusform>
                <numerusform>{n} Clips endeten nicht mit ihrem Text.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips failed</source>
            <translation>
                <numerusform>{n} Clip fehlgeschlagen</numerusform>
                <numerusform>{n} Clips fehlgeschlagen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} completed</source>
            <translation>
                <numerusform>{n} fertig</numerusform>
                <numerusform>{n} fertig</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} failed</source>
            <translation>
                <numerusform>{n} fehlgeschlagen</numerusform>
                <numerusform>{n} fehlgeschlagen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} files</source>
            <translation>
                <numerusform>{n} Datei</numerusform>
                <numerusform>{n} Dateien</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} files written</source>
            <translation>
                <numerusform>{n} Datei geschrieben</numerusform>
                <numerusform>{n} Dateien geschrieben</numerusform>
            </translation>
        </message>
        <message>
            <source>{n} of {all}</source>
            <translation>{n} von {all}</translation>
        </message>
        <message numerus="yes">
            <source>{n} on their way</source>
            <translation>
                <numerusform>{n} unterwegs</numerusform>
                <numerusform>{n} unterwegs</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} passages</source>
            <translation>
                <numerusform>{n} Stelle</numerusform>
                <numerusform>{n} Stellen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} paused</source>
            <translation>
                <numerusform>{n} angehalten</numerusform>
                <numerusform>{n} angehalten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} places replaced</source>
            <translation>
                <numerusform>{n} Stelle ersetzt</numerusform>
                <numerusform>{n} Stellen ersetzt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} texts copied</source>
            <translation>
                <numerusform>{n} Text kopiert</numerusform>
                <numerusform>{n} Texte kopiert</numerusform>
            </translation>
        </message>
        <message>
            <source>{passages} in {clips}</source>
            <translation>{passages} in {clips}</translation>
        </message>
        <message>
            <source>{record}, or hold {talk} while you speak</source>
            <translation>{record}, oder {talk} halten, während Sie sprechen</translation>
        </message>
        <message>
            <source>{right} of {n} texts are right to the letter.</source>
            <translation>{right} von {n} Texten stimmen auf den Buchstaben.</translation>
        </message>
    </context>
</TS>
