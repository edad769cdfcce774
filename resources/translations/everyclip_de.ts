<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
        <name>reasons</name>
        <message>
            <source>A backup is being made or restored already. Try again when that is done.</source>
            <translation>Es wird schon eine Sicherung gemacht oder wiederhergestellt. Versuchen Sie es noch einmal, wenn das fertig ist.</translation>
        </message>
        <message>
            <source>A backup is being restored just now. Try again when that is done.</source>
            <translation>Gerade wird eine Sicherung wiederhergestellt. Versuchen Sie es noch einmal, wenn das fertig ist.</translation>
        </message>
        <message>
            <source>A backup was being restored, and that cannot be finished: in {path} something cannot be changed ({detail}). Nothing is lost.</source>
            <translation>Eine Sicherung wurde wiederhergestellt, und das lässt sich nicht abschließen: In {path} kann etwas nicht geändert werden ({detail}). Nichts ist verloren.</translation>
        </message>
        <message>
            <source>A clip needs a name.</source>
            <translation>Ein Clip braucht einen Namen.</translation>
        </message>
        <message>
            <source>A name may have {limit} characters at most.</source>
            <translation>Ein Name darf höchstens {limit} Zeichen haben.</translation>
        </message>
        <message>
            <source>A part of Everyclip stopped working ({detail}). Nothing that is stored is lost. If clips do not go on, close Everyclip and open it again.</source>
            <translation>Ein Teil von Everyclip ist ausgefallen ({detail}). Nichts Gespeichertes ist verloren. Geht es mit den Aufnahmen nicht weiter, schließen Sie Everyclip und öffnen Sie es wieder.</translation>
        </message>
        <message>
            <source>A recording is already in progress.</source>
            <translation>Es läuft bereits eine Aufnahme.</translation>
        </message>
        <message>
            <source>A voice is remembered by a name. Give it one that is not too long.</source>
            <translation>Eine Stimme wird unter einem Namen gemerkt. Geben Sie ihr einen, der nicht zu lang ist.</translation>
        </message>
        <message>
            <source>About {lost_s:.1f} seconds of sound never came from the microphone “{name}”: this computer or the connection is too slow. Recording continues.</source>
            <translation>Etwa {lost_s:.1f} Sekunden Ton sind vom Mikrofon „{name}“ nie angekommen: Dieser Computer oder die Verbindung ist zu langsam. Die Aufnahme geht weiter.</translation>
        </message>
        <message>
            <source>Another file was put in the place of {path}, in which Everyclip keeps clips and texts, while Everyclip was open. What Everyclip had is kept in {kept}. Nothing more is stored until you close Everyclip and open it again.</source>
            <translation>An die Stelle von {path}, worin Everyclip Clips und Texte aufbewahrt, kam eine andere Datei, während Everyclip geöffnet war. Was Everyclip hatte, liegt in {kept}. Es wird nichts mehr gespeichert, bis Sie Everyclip schließen und wieder öffnen.</translation>
        </message>
        <message>
            <source>Another program has Everyclip's data open, perhaps everyclip work in a terminal. End it, then try again. Nothing was moved.</source>
            <translation>Ein anderes Programm hat die Daten von Everyclip geöffnet, vielleicht everyclip work in einem Terminal. Beenden Sie es, und versuchen Sie es erneut. Nichts wurde verschoben.</translation>
        </message>
        <message>
            <source>Another program is changing the model “{model}” just now. Try again when it is done.</source>
            <translation>Ein anderes Programm ändert das Modell „{model}“ gerade. Versuchen Sie es danach noch einmal.</translation>
        </message>
        <message>
            <source>Another program is still writing to this file. Retry when it is finished.</source>
            <translation>Ein anderes Programm schreibt noch an dieser Datei. Wiederholen Sie es, wenn sie fertig ist.</translation>
        </message>
        <message>
            <source>Another program is working on a model just now. Wait until it has finished, then try again. Nothing was moved.</source>
            <translation>Ein anderes Programm arbeitet gerade an einem Modell. Warten Sie, bis es fertig ist, und versuchen Sie es erneut. Nichts wurde verschoben.</translation>
        </message>
        <message>
            <source>Cannot {step} a run that is {state}.</source>
            <translation>Ein Clip im Zustand „{state}“ kann das nicht: {step}.</translation>
        </message>
        <message>
            <source>Everyclip cannot listen on {host}, port {port}: {detail}.</source>
            <translation>Everyclip kann an {host}, Port {port}, keine Verbindungen annehmen: {detail}.</translation>
        </message>
        <message>
            <source>Everyclip ended unexpectedly; the clip continues where it stopped.</source>
            <translation>Everyclip wurde unerwartet beendet; der Clip geht dort weiter, wo er stehen blieb.</translation>
        </message>
        <message>
            <source>Everyclip fetches no clips from the network: it works on what is on this computer. Download {address} first, with your browser or another program, then hand over the file.</source>
            <translation>Everyclip holt keine Clips aus dem Netz: Es arbeitet mit dem, was auf diesem Computer liegt. Laden Sie {address} zuerst herunter, mit dem Browser oder einem anderen Programm, und übergeben Sie dann die Datei.</translation>
        </message>
        <message>
            <source>Everyclip is at work on its data in {path}. Close its window and end everyclip work, then try again. Nothing was changed.</source>
            <translation>Everyclip arbeitet gerade mit seinen Daten in {path}. Schließen Sie das Fenster, beenden Sie everyclip work und versuchen Sie es noch einmal. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Everyclip is moving its data to {path}. Try again when it has finished.</source>
            <translation>Everyclip verschiebt gerade seine Daten nach {path}. Versuchen Sie es erneut, wenn es fertig ist.</translation>
        </message>
        <message>
            <source>Everyclip is not allowed to look into {folder}, which is in a watched folder ({detail}), so no file in it is taken in. Change its permissions.</source>
            <translation>Everyclip darf nicht in {folder} sehen, einen Ordner in einem überwachten Ordner ({detail}), deshalb wird keine Datei darin übernommen. Ändern Sie seine Rechte.</translation>
        </message>
        <message>
            <source>Everyclip is not allowed to read the file ({detail}). Check its permissions, then retry.</source>
            <translation>Die Datei darf nicht gelesen werden ({detail}). Prüfen Sie ihre Rechte und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>Everyclip is not allowed to read this folder ({detail}), so no clip in it was taken in. Change its permissions, then hand it over again.</source>
            <translation>Dieser Ordner darf nicht gelesen werden ({detail}), also wurde kein Clip darin übernommen. Ändern Sie seine Rechte und übergeben Sie ihn dann noch einmal.</translation>
        </message>
        <message>
            <source>Everyclip is not allowed to read “{path}” ({detail}). Check its permissions.</source>
            <translation>„{path}“ darf nicht gelesen werden ({detail}). Prüfen Sie die Berechtigungen.</translation>
        </message>
        <message>
            <source>Everyclip may not write its data in {path}. What is stored is safe. Allow it to write there, then try again; what waits goes on by itself.</source>
            <translation>Everyclip darf seine Daten in {path} nicht schreiben. Was gespeichert ist, ist sicher. Erlauben Sie es dort und versuchen Sie es dann noch einmal; was wartet, geht von selbst weiter.</translation>
        </message>
        <message>
            <source>Everyclip may not write to its own folder for audio, {path} ({detail}). Allow it to write there, then retry. Your file is unaffected.</source>
            <translation>Everyclip darf nicht in seinen eigenen Ordner für Ton schreiben, {path} ({detail}). Erlauben Sie ihm, dort zu schreiben, und versuchen Sie es dann noch einmal. Ihre Datei ist in Ordnung.</translation>
        </message>
        <message>
            <source>Everyclip was closed before this clip was taken in. Retry.</source>
            <translation>Everyclip wurde geschlossen, bevor dieser Clip übernommen war. Wiederholen Sie es.</translation>
        </message>
        <message>
            <source>Everyclip was closed; the clip continues where it stopped.</source>
            <translation>Everyclip wurde geschlossen; der Clip geht dort weiter, wo er stehen blieb.</translation>
        </message>
        <message>
            <source>Everyclip's data folder cannot be written ({detail}). Work continues when it can.</source>
            <translation>In den Datenordner von Everyclip kann nicht geschrieben werden ({detail}). Sobald es geht, geht die Arbeit weiter.</translation>
        </message>
        <message>
            <source>Everyclip's data in {path} cannot be opened ({detail}). Nothing in it was changed. In a terminal, everyclip doctor --repair keeps a copy and saves what can be read.</source>
            <translation>Die Daten von Everyclip in {path} lassen sich nicht öffnen ({detail}). Nichts darin wurde geändert. Im Terminal behält everyclip doctor --repair eine Kopie und rettet, was lesbar ist.</translation>
        </message>
        <message>
            <source>Everyclip's data is not in {path} any more: it was moved to another folder. Start again.</source>
            <translation>Die Daten von Everyclip sind nicht mehr in {path}: Sie wurden in einen anderen Ordner verschoben. Starten Sie erneut.</translation>
        </message>
        <message>
            <source>Everyclip's own folder for audio, {path}, is not there. Connect its disk again, or bring the folder back, then retry. Your file is unaffected.</source>
            <translation>Everyclips eigener Ordner für Ton, {path}, ist nicht da. Schließen Sie das Laufwerk wieder an oder holen Sie den Ordner zurück, und versuchen Sie es dann noch einmal. Ihre Datei ist in Ordnung.</translation>
        </message>
        <message>
            <source>Everyclip's record of this clip is damaged. What can still be read of its clip and text is shown. Retry; if that does not help, everyclip doctor --repair in a terminal saves what can be saved.</source>
            <translation>Was Everyclip von diesem Clip aufbewahrt, ist beschädigt. Clip und Text sind da, soweit sie sich lesen lassen. Versuchen Sie es noch einmal; hilft das nicht, rettet everyclip doctor --repair in einem Terminal, was zu retten ist.</translation>
        </message>
        <message>
            <source>From 1 to {most} speakers can be told apart, not {count}.</source>
            <translation>Es lassen sich 1 bis {most} Sprecher unterscheiden, nicht {count}.</translation>
        </message>
        <message>
            <source>No loudspeaker or headphones were found, so clips cannot be heard.</source>
            <translation>Es wurden weder Lautsprecher noch Kopfhörer gefunden, darum lassen sich Clips nicht anhören.</translation>
        </message>
        <message>
            <source>No single microphone matches “{name}”. Available: {names}.</source>
            <translation>Ein Mikrofon „{name}“ gibt es nicht oder nicht eindeutig. Zur Auswahl: {names}.</translation>
        </message>
        <message>
            <source>No speech was found in this clip.</source>
            <translation>In diesem Clip wurde keine Sprache gefunden.</translation>
        </message>
        <message>
            <source>Nobody in this text is called {speaker}.</source>
            <translation>In diesem Text heißt niemand {speaker}.</translation>
        </message>
        <message>
            <source>Nothing can be stored in {path} ({detail}). Choose another folder, or change its permissions.</source>
            <translation>In {path} lässt sich nichts speichern ({detail}). Wählen Sie einen anderen Ordner, oder ändern Sie seine Zugriffsrechte.</translation>
        </message>
        <message>
            <source>One document of all clips cannot be beside each of their files: choose a folder for it.</source>
            <translation>Ein Dokument aus allen Clips kann nicht neben jeder ihrer Dateien liegen: Wählen Sie einen Ordner dafür.</translation>
        </message>
        <message>
            <source>One of {path} and the current data folder is inside the other. Choose a folder elsewhere.</source>
            <translation>{path} und der Ordner, in dem die Daten jetzt liegen, liegen ineinander. Wählen Sie einen Ordner an anderer Stelle.</translation>
        </message>
        <message>
            <source>Only track {track} of {tracks} was transcribed.</source>
            <translation>Nur Spur {track} von {tracks} wurde verschriftet.</translation>
        </message>
        <message>
            <source>Other programs are using too much memory: about {needed_bytes} are needed, and {free_bytes} were free. Everyclip continues by itself once there is enough.</source>
            <translation>Andere Programme belegen zu viel Arbeitsspeicher: etwa {needed_bytes} werden gebraucht, {free_bytes} waren frei. Everyclip macht von selbst weiter, sobald genug da ist.</translation>
        </message>
        <message>
            <source>Playback stopped unexpectedly: the file may be damaged. Press Play to go on from there.</source>
            <translation>Die Wiedergabe ist unerwartet abgebrochen: Vielleicht ist die Datei beschädigt. Mit „Abspielen“ geht es von dort weiter.</translation>
        </message>
        <message>
            <source>Playback stopped: neither the file nor the loudspeaker answered. Press Play to try again.</source>
            <translation>Die Wiedergabe ist abgebrochen: Weder die Datei noch der Lautsprecher hat geantwortet. Mit „Abspielen“ versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <source>Playing clips needs PortAudio, which is not on this computer. Install it (Debian and Ubuntu: apt install libportaudio2). Everything else works without it.</source>
            <translation>Zum Abspielen von Clips wird PortAudio gebraucht, das auf diesem Computer fehlt. Installieren Sie es (Debian und Ubuntu: apt install libportaudio2). Alles andere geht auch ohne.</translation>
        </message>
        <message>
            <source>Port {port} is used by another program.</source>
            <translation>Port {port} wird von einem anderen Programm benutzt.</translation>
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
            <source>Somebody speaks in this clip, but no text could be made of it.</source>
            <translation>In diesem Clip spricht jemand, aber daraus ließ sich kein Text machen.</translation>
        </message>
        <message>
            <source>Something went wrong inside Everyclip ({detail}). Everyclip will try again.</source>
            <translation>In Everyclip ist etwas schiefgegangen ({detail}). Es wird noch einmal versucht.</translation>
        </message>
        <message>
            <source>Subtitles ({format}) belong to one clip: export one file for each.</source>
            <translation>Untertitel ({format}) gehören zu einem Clip: Exportieren Sie für jeden eine eigene Datei.</translation>
        </message>
        <message>
            <source>That range is outside the clip.</source>
            <translation>Diesen Abschnitt hat der Clip nicht.</translation>
        </message>
        <message>
            <source>The HTTP door needs the package {package}, which is not installed.</source>
            <translation>Für die Übergabe durch Programme fehlt das Paket {package}. Es ist nicht installiert.</translation>
        </message>
        <message>
            <source>The archive “{path}” has {packed_bytes} and would unpack to {unpacked_bytes}, which no genuine archive would. Nothing was taken from it.</source>
            <translation>Das Archiv „{path}“ hat {packed_bytes} und würde entpackt {unpacked_bytes} groß, was bei keinem ehrlichen vorkommt. Es wurde nichts daraus übernommen.</translation>
        </message>
        <message>
            <source>The archive “{path}” holds “{file}”, which has no place in a model. Nothing was taken from it.</source>
            <translation>Das Archiv „{path}“ enthält „{file}“, was in kein Modell gehört. Es wurde nichts daraus übernommen.</translation>
        </message>
        <message>
            <source>The audio is damaged and nothing of it could be decoded.</source>
            <translation>Der Ton ist beschädigt, nichts davon ließ sich lesen.</translation>
        </message>
        <message>
            <source>The audio is more than a week long, so the file is damaged or malicious. The text of its beginning is kept.</source>
            <translation>Der Ton dauert länger als eine Woche, so lang ist keine Aufnahme: Die Datei ist beschädigt oder soll täuschen. Der Text ihres Anfangs bleibt erhalten.</translation>
        </message>
        <message>
            <source>The audio of this file is in a format that Everyclip cannot decode. Convert it to MP3 or WAV, then hand it over again.</source>
            <translation>Der Ton dieser Datei hat ein Format, das Everyclip nicht lesen kann. Wandeln Sie ihn in MP3 oder WAV um, und übergeben Sie ihn dann noch einmal.</translation>
        </message>
        <message>
            <source>The backup could not be restored in {path} ({detail}). Nothing was changed.</source>
            <translation>Die Sicherung konnte in {path} nicht wiederhergestellt werden ({detail}). Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The backup could not be written to {path} ({detail}). Choose another folder, or change its permissions.</source>
            <translation>Die Sicherung konnte nicht nach {path} geschrieben werden ({detail}). Wählen Sie einen anderen Ordner, oder ändern Sie seine Zugriffsrechte.</translation>
        </message>
        <message>
            <source>The backup is larger than a file may be on that disk. Choose a folder on another disk, or format the disk in a newer way (exFAT instead of FAT32).</source>
            <translation>Die Sicherung ist größer, als eine Datei auf diesem Datenträger sein darf. Wählen Sie einen Ordner auf einem anderen Datenträger, oder formatieren Sie diesen neuer (exFAT statt FAT32).</translation>
        </message>
        <message>
            <source>The backup {path} has {packed_bytes} and would unpack to {unpacked_bytes}, which no backup of Everyclip does. Nothing was changed.</source>
            <translation>Die Sicherung {path} hat {packed_bytes} und würde entpackt {unpacked_bytes} groß, was bei keiner Sicherung von Everyclip vorkommt. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The backup {path} holds “{file}”, which has no place in it. Nothing was changed.</source>
            <translation>Die Sicherung {path} enthält „{file}“, das nicht hineingehört. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The backup {path} is damaged ({detail}). Nothing was changed. Choose another one.</source>
            <translation>Die Sicherung {path} ist beschädigt ({detail}). Nichts wurde geändert. Wählen Sie eine andere.</translation>
        </message>
        <message>
            <source>The backup {path} was made by a newer Everyclip. Update the program to restore it. Nothing was changed.</source>
            <translation>Die Sicherung {path} wurde von einem neueren Everyclip gemacht. Aktualisieren Sie das Programm, um sie wiederherzustellen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The clip could not be stored in Everyclip's own folder for audio, {path} ({detail}). Have its disk checked, then retry. Your file is unaffected.</source>
            <translation>Der Clip ließ sich nicht in Everyclips eigenem Ordner für Ton speichern, {path} ({detail}). Lassen Sie das Laufwerk prüfen, und versuchen Sie es dann noch einmal. Ihre Datei ist in Ordnung.</translation>
        </message>
        <message>
            <source>The data could not be moved ({detail}). Everything is where it was.</source>
            <translation>Die Daten konnten nicht verschoben werden ({detail}). Alles ist, wo es war.</translation>
        </message>
        <message>
            <source>The data in {path} was written by a newer Everyclip. Update the program to open it.</source>
            <translation>Die Daten in {path} stammen von einem neueren Everyclip. Aktualisieren Sie das Programm, um sie zu öffnen.</translation>
        </message>
        <message>
            <source>The data is in {path} already.</source>
            <translation>Die Daten liegen schon in {path}.</translation>
        </message>
        <message>
            <source>The disk became full, so there is no backup. Choose another folder, or free some space.</source>
            <translation>Der Datenträger ist voll geworden, daher gibt es keine Sicherung. Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
        </message>
        <message>
            <source>The disk became full. Nothing was moved, everything is where it was.</source>
            <translation>Der Datenträger ist voll geworden. Nichts wurde verschoben, alles ist, wo es war.</translation>
        </message>
        <message>
            <source>The disk has too little room for this model: {needed_bytes} are needed, {free_bytes} are free. Free some space, then try again.</source>
            <translation>Auf dem Datenträger ist zu wenig Platz für dieses Modell: {needed_bytes} werden gebraucht, {free_bytes} sind frei. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <source>The disk has too little room to fetch this model from PyPI.</source>
            <translation>Die Festplatte hat zu wenig Platz, um dieses Modell von PyPI zu holen.</translation>
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
            <source>The disk of the watched folder {folder} does not answer. What is in it is taken in when it does.</source>
            <translation>Der Datenträger des überwachten Ordners {folder} antwortet nicht. Was darin liegt, wird übernommen, sobald er es tut.</translation>
        </message>
        <message>
            <source>The disk of {folder} has not answered for {minutes} minutes. Connect it again, then retry.</source>
            <translation>Der Datenträger von {folder} antwortet seit {minutes} Minuten nicht. Schließen Sie ihn wieder an und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>The disk that holds Everyclip's data is full ({path}). What is stored is safe. Free some space, then try again; what waits goes on by itself.</source>
            <translation>Der Datenträger mit den Daten von Everyclip ist voll ({path}). Was gespeichert ist, ist sicher. Schaffen Sie Platz und versuchen Sie es dann noch einmal; was wartet, geht von selbst weiter.</translation>
        </message>
        <message>
            <source>The download of “{model}” ended unexpectedly ({detail}). Everyclip will retry.</source>
            <translation>Der Download von „{model}“ endete unerwartet ({detail}). Er wird noch einmal versucht.</translation>
        </message>
        <message>
            <source>The download was stopped. What has arrived is kept.</source>
            <translation>Der Download wurde angehalten. Was angekommen ist, bleibt.</translation>
        </message>
        <message>
            <source>The environment variable EVERYCLIP_HOME says where the data is. Remove it to move the data.</source>
            <translation>Die Umgebungsvariable EVERYCLIP_HOME legt fest, wo die Daten liegen. Entfernen Sie sie, um die Daten zu verschieben.</translation>
        </message>
        <message>
            <source>The file breaks off at {at_s} of {stated_s}.</source>
            <translation>Die Datei bricht bei {at_s} von {stated_s} ab.</translation>
        </message>
        <message>
            <source>The file contains only silence.</source>
            <translation>Die Datei enthält nur Stille.</translation>
        </message>
        <message>
            <source>The file has no audio track {track} that can be decoded; it has {tracks} in all.</source>
            <translation>Die Datei hat keine Tonspur {track}, die sich lesen lässt; insgesamt hat sie {tracks}.</translation>
        </message>
        <message>
            <source>The file has no audio track.</source>
            <translation>Die Datei hat keine Tonspur.</translation>
        </message>
        <message>
            <source>The file holds nothing but zeros: its recording or download was never finished. Get it from its source again.</source>
            <translation>Die Datei enthält nichts als Nullen: Ihre Aufnahme oder ihr Download wurde nie beendet. Holen Sie sie noch einmal von dort, woher sie kam.</translation>
        </message>
        <message>
            <source>The file is empty (0 bytes). The recording or the download may have gone wrong.</source>
            <translation>Die Datei ist leer (0 Byte). Die Aufnahme oder der Download ist wohl misslungen.</translation>
        </message>
        <message>
            <source>The file {path} cannot be read ({detail}). Nothing was changed.</source>
            <translation>Die Datei {path} lässt sich nicht lesen ({detail}). Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The file {path} says where your clips and texts are, and it cannot be read ({detail}). Fix it, or name the folder in the environment variable EVERYCLIP_HOME.</source>
            <translation>Die Datei {path} sagt, wo Ihre Clips und Texte liegen, und sie lässt sich nicht lesen ({detail}). Berichtigen Sie sie, oder nennen Sie den Ordner in der Umgebungsvariablen EVERYCLIP_HOME.</translation>
        </message>
        <message>
            <source>The file {path}, in which Everyclip keeps clips and texts, holds something that could do harm and that Everyclip did not put there ({detail}). Nothing in it was changed. In a terminal, everyclip doctor --repair keeps a copy and takes over the clips and texts alone.</source>
            <translation>Die Datei {path}, in der Everyclip Clips und Texte aufbewahrt, enthält etwas, das schaden könnte und nicht von Everyclip stammt ({detail}). Nichts darin wurde geändert. In einem Terminal bewahrt everyclip doctor --repair eine Kopie auf und übernimmt nur die Clips und Texte.</translation>
        </message>
        <message>
            <source>The file {path}, in which Everyclip keeps clips and texts, is damaged ({detail}). Nothing in it was changed. In a terminal, everyclip doctor --repair keeps a copy and saves what can be read.</source>
            <translation>Die Datei {path}, in der Everyclip Clips und Texte aufbewahrt, ist beschädigt ({detail}). Nichts darin wurde geändert. In einem Terminal bewahrt everyclip doctor --repair eine Kopie auf und rettet, was lesbar ist.</translation>
        </message>
        <message>
            <source>The file {path}, in which Everyclip keeps clips and texts, is missing or empty, while the audio of clips is there. Nothing was changed. In a terminal, everyclip doctor --repair makes clips of it again.</source>
            <translation>Die Datei {path}, in der Everyclip Clips und Texte aufbewahrt, fehlt oder ist leer, während die Tonaufnahmen von Clips da sind. Nichts wurde geändert. In einem Terminal macht everyclip doctor --repair daraus wieder Clips.</translation>
        </message>
        <message>
            <source>The file {path}, in which Everyclip keeps clips and texts, was deleted while Everyclip was open. Everyclip has put it back, and nothing in it is lost.</source>
            <translation>Die Datei {path}, in der Everyclip Clips und Texte aufbewahrt, wurde gelöscht, während Everyclip geöffnet war. Everyclip hat sie wiederhergestellt, und nichts darin ist verloren.</translation>
        </message>
        <message>
            <source>The folder of {path}, in which Everyclip keeps clips and texts, is not there any more. Connect its disk again, or bring the folder back: then work goes on by itself. Until then nothing can be stored; export what you need.</source>
            <translation>Der Ordner von {path}, worin Everyclip Clips und Texte aufbewahrt, ist nicht mehr da. Schließen Sie das Laufwerk wieder an oder holen Sie den Ordner zurück: Dann geht es von selbst weiter. Bis dahin lässt sich nichts speichern; exportieren Sie, was Sie brauchen.</translation>
        </message>
        <message>
            <source>The graphics card cannot be used ({detail}).</source>
            <translation>Die Grafikkarte kann nicht verwendet werden ({detail}).</translation>
        </message>
        <message>
            <source>The graphics card cannot be used ({detail}); the processor is used instead.</source>
            <translation>Die Grafikkarte kann nicht verwendet werden ({detail}); stattdessen rechnet der Prozessor.</translation>
        </message>
        <message>
            <source>The hub does not know the access token in HF_TOKEN. Set it to a valid one, or remove it.</source>
            <translation>Der Hub kennt das Zugriffstoken in HF_TOKEN nicht. Setzen Sie ein gültiges, oder entfernen Sie es.</translation>
        </message>
        <message>
            <source>The hub has no repository “{repository}”. Check how its name is written.</source>
            <translation>Der Hub hat kein Repository „{repository}“. Prüfen Sie die Schreibweise.</translation>
        </message>
        <message>
            <source>The import was stopped. Nothing was kept.</source>
            <translation>Der Import wurde abgebrochen. Es wurde nichts behalten.</translation>
        </message>
        <message>
            <source>The loudspeaker “{name}” cannot be opened ({detail}). If another program uses it, end that one, or choose another loudspeaker in the system's settings.</source>
            <translation>Der Lautsprecher „{name}“ lässt sich nicht öffnen ({detail}). Wenn ein anderes Programm ihn benutzt, beenden Sie dieses, oder wählen Sie in den Einstellungen des Systems einen anderen Lautsprecher.</translation>
        </message>
        <message>
            <source>The microphone “{name}” cannot be opened ({detail}). If another program uses it, end that one, or choose another microphone.</source>
            <translation>Das Mikrofon „{name}“ lässt sich nicht öffnen ({detail}). Wenn ein anderes Programm es benutzt, beenden Sie dieses, oder wählen Sie ein anderes Mikrofon.</translation>
        </message>
        <message>
            <source>The microphone “{name}” gives no sound. It may be muted: look for a switch on it and at the system's settings, or choose another.</source>
            <translation>Das Mikrofon „{name}“ liefert keinen Ton. Vielleicht ist es stummgeschaltet: Sehen Sie nach, ob es einen Schalter hat, prüfen Sie die Einstellungen des Systems, oder wählen Sie ein anderes.</translation>
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
            <source>The model hub cannot be reached. Check the internet connection.</source>
            <translation>Der Modell-Hub ist nicht erreichbar. Prüfen Sie die Internetverbindung.</translation>
        </message>
        <message>
            <source>The model hub is connected but sends nothing.</source>
            <translation>Die Verbindung zum Modell-Hub steht, aber es kommt nichts durch.</translation>
        </message>
        <message>
            <source>The model hub is receiving too many requests. Try again later.</source>
            <translation>Der Modell-Hub erhält gerade zu viele Anfragen. Versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <source>The model hub reports an error (status {status}).</source>
            <translation>Der Modell-Hub meldet einen Fehler (Status {status}).</translation>
        </message>
        <message>
            <source>The model needs about {needed_gb} GB in {compute_type} on {device}, where {free_gb} GB are free; retrying with lower memory use.</source>
            <translation>Das Modell braucht in {compute_type} auf {device} etwa {needed_gb} GB, frei sind {free_gb} GB; es wird auf leichtere Art erneut versucht.</translation>
        </message>
        <message>
            <source>The model “{model}” cannot be loaded ({detail}). Download or import it again.</source>
            <translation>Das Modell „{model}“ lässt sich nicht laden ({detail}). Laden Sie es noch einmal herunter oder importieren Sie es neu.</translation>
        </message>
        <message>
            <source>The model “{model}” is needed by clips that are not finished ({runs}). Wait for them, or cancel them.</source>
            <translation>Das Modell „{model}“ wird von unfertigen Clips gebraucht ({runs}). Warten Sie auf sie, oder brechen Sie sie ab.</translation>
        </message>
        <message>
            <source>The model “{model}” is not on this computer. Choose another model or download it.</source>
            <translation>Das Modell „{model}“ ist nicht auf diesem Computer. Wählen Sie ein anderes oder laden Sie es herunter.</translation>
        </message>
        <message>
            <source>The model “{model}” needs about {needed_gb} GB of memory, and {free_gb} GB are free. Close other programs, or choose a smaller model, then retry.</source>
            <translation>Das Modell „{model}“ braucht etwa {needed_gb} GB Speicher, {free_gb} GB sind frei. Schließen Sie andere Programme oder wählen Sie ein kleineres Modell und versuchen Sie es dann erneut.</translation>
        </message>
        <message>
            <source>The model “{model}” needs about {needed_gb} GB of memory, and {free_gb} GB are free. Close other programs, or choose “{fits}”, which fits, then retry.</source>
            <translation>Das Modell „{model}“ braucht etwa {needed_gb} GB Speicher, {free_gb} GB sind frei. Schließen Sie andere Programme oder wählen Sie „{fits}“, das hineinpasst, und versuchen Sie es dann erneut.</translation>
        </message>
        <message>
            <source>The models folder cannot be written ({detail}).</source>
            <translation>In den Modellordner kann nicht geschrieben werden ({detail}).</translation>
        </message>
        <message>
            <source>The network is switched off for Everyclip, so the model “{model}” cannot be downloaded.</source>
            <translation>Das Netzwerk ist für Everyclip abgeschaltet, deshalb kann das Modell „{model}“ nicht heruntergeladen werden.</translation>
        </message>
        <message>
            <source>The recording is silent: the microphone “{name}” gave no sound.</source>
            <translation>Die Aufnahme ist stumm: Das Mikrofon „{name}“ hat keinen Ton geliefert.</translation>
        </message>
        <message>
            <source>The repository “{repository}” has no revision “{revision}”.</source>
            <translation>Das Repository „{repository}“ hat keine Revision „{revision}“.</translation>
        </message>
        <message>
            <source>The repository “{repository}” is closed to your access token. Ask for access on its page on the hub.</source>
            <translation>Das Repository „{repository}“ ist für Ihr Zugriffstoken gesperrt. Bitten Sie auf seiner Seite im Hub um Zugang.</translation>
        </message>
        <message>
            <source>The sound system of this computer cannot be used ({detail}). Check its sound settings, or start the computer again. Audio files are transcribed without it.</source>
            <translation>Tonausgabe und -aufnahme dieses Computers sind nicht benutzbar ({detail}). Prüfen Sie die Toneinstellungen, oder starten Sie den Computer neu. Audiodateien werden auch so transkribiert.</translation>
        </message>
        <message>
            <source>The sound system of this computer does not answer. Close other programs that record or play, or start the computer again. Audio files are transcribed without it.</source>
            <translation>Die Tonausgabe und -aufnahme dieses Computers antwortet nicht. Beenden Sie andere Programme, die aufnehmen oder abspielen, oder starten Sie den Computer neu. Audiodateien werden auch so transkribiert.</translation>
        </message>
        <message>
            <source>The stored audio of this clip cannot be read from the disk ({detail}). Connect the disk again, or have it checked, then retry.</source>
            <translation>Die gespeicherte Aufnahme dieses Clips kann nicht vom Datenträger gelesen werden ({detail}). Schließen Sie den Datenträger wieder an oder lassen Sie ihn prüfen und versuchen Sie es dann erneut.</translation>
        </message>
        <message>
            <source>The stored audio of this clip is gone from Everyclip's folder.</source>
            <translation>Der gespeicherte Ton dieses Clips ist aus dem Ordner von Everyclip verschwunden.</translation>
        </message>
        <message>
            <source>The stored text was damaged and could not be read; the clip is transcribed again.</source>
            <translation>Der gespeicherte Text war beschädigt und nicht lesbar; die Aufnahme wird noch einmal transkribiert.</translation>
        </message>
        <message>
            <source>The text can be edited once the clip is done; it is {state}.</source>
            <translation>Der Text lässt sich bearbeiten, sobald der Clip fertig ist; er ist im Zustand „{state}“.</translation>
        </message>
        <message>
            <source>The transcription engine could not start ({detail}). Everyclip keeps trying. If this goes on, close other programs, or restart the computer.</source>
            <translation>Die Transkription konnte nicht starten ({detail}). Everyclip versucht es weiter. Wenn das so bleibt, schließen Sie andere Programme oder starten Sie den Computer neu.</translation>
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
            <source>The transcription engine stopped ({signal}) during another clip; this one was queued again.</source>
            <translation>Die Transkription brach bei einem anderen Clip ab ({signal}); dieser geht weiter.</translation>
        </message>
        <message>
            <source>The transcription engine stopped unexpectedly ({signal}) while it worked on this clip. This is often a lack of memory: closing other programs or choosing a smaller model helps then.</source>
            <translation>Die Transkription brach bei diesem Clip unerwartet ab ({signal}). Oft fehlt dann Speicher: Andere Programme zu schließen oder ein kleineres Modell zu wählen hilft.</translation>
        </message>
        <message>
            <source>The voice of {speaker} was not listened to, or is not kept any more. Find the speakers of this clip, then try again.</source>
            <translation>Die Stimme von {speaker} wurde noch nicht angehört oder ist nicht mehr gespeichert. Lassen Sie die Sprecher dieses Clips finden und versuchen Sie es dann noch einmal.</translation>
        </message>
        <message>
            <source>The watched folder {folder} cannot be looked into ({detail}). It is looked at again until it can.</source>
            <translation>Der überwachte Ordner {folder} lässt sich nicht öffnen ({detail}). Everyclip versucht es weiter, bis es geht.</translation>
        </message>
        <message>
            <source>The watched folder {folder} is there again.</source>
            <translation>Der überwachte Ordner {folder} ist wieder da.</translation>
        </message>
        <message>
            <source>There are clips and texts in {path} already. With --replace they are set aside, in a folder beside them, and the backup takes their place.</source>
            <translation>In {path} gibt es schon Aufnahmen und Texte. Mit --replace werden sie in einem Ordner daneben beiseitegelegt, und die Sicherung tritt an ihre Stelle.</translation>
        </message>
        <message>
            <source>There are files in {path} already. Choose another folder, or an empty one.</source>
            <translation>In {path} liegen schon Dateien. Wählen Sie einen anderen oder einen leeren Ordner.</translation>
        </message>
        <message>
            <source>There are no audio or video files in this folder.</source>
            <translation>In diesem Ordner sind keine Audio- oder Videodateien.</translation>
        </message>
        <message>
            <source>There is a file {path} already. Choose another name.</source>
            <translation>Es gibt schon eine Datei {path}. Wählen Sie einen anderen Namen.</translation>
        </message>
        <message>
            <source>There is a model “{model}” already. Choose another name, or remove that one first.</source>
            <translation>Es gibt schon ein Modell „{model}“. Wählen Sie einen anderen Namen, oder entfernen Sie jenes vorher.</translation>
        </message>
        <message>
            <source>There is already a session “{name}”.</source>
            <translation>Es gibt schon eine Sitzung „{name}“.</translation>
        </message>
        <message>
            <source>There is neither a folder nor an archive “{path}”.</source>
            <translation>Es gibt weder einen Ordner noch ein Archiv „{path}“.</translation>
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
            <source>There is no model “{model}”. Choose one of the list, or name a repository of the hub as “owner/name”.</source>
            <translation>Es gibt kein Modell „{model}“. Wählen Sie eines aus der Liste, oder nennen Sie ein Repository des Hubs als „owner/name“.</translation>
        </message>
        <message>
            <source>There is no pip here that could fetch this model from PyPI.</source>
            <translation>Hier gibt es kein pip, das dieses Modell von PyPI holen könnte.</translation>
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
            <source>There is not enough room for the backup in {path}: {needed_bytes} are needed, and {free_bytes} are free. Choose another folder, or free some space.</source>
            <translation>In {path} ist nicht genug Platz für die Sicherung: {needed_bytes} werden gebraucht, {free_bytes} sind frei. Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
        </message>
        <message>
            <source>There is not enough room in {path} to restore the backup: {needed_bytes} are needed, and {free_bytes} are free. Nothing was changed.</source>
            <translation>In {path} ist nicht genug Platz, um die Sicherung wiederherzustellen: {needed_bytes} werden gebraucht, {free_bytes} sind frei. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>There is not enough room in {path}: {needed_bytes} are needed, and {free_bytes} are free.</source>
            <translation>In {path} ist nicht genug Platz: {needed_bytes} werden gebraucht, {free_bytes} sind frei.</translation>
        </message>
        <message>
            <source>There is nothing after this part to merge it with.</source>
            <translation>Nach diesem Stück kommt nichts, womit es sich verbinden ließe.</translation>
        </message>
        <message>
            <source>There was not enough memory for this clip with this model. Close other programs, or choose a smaller model, then retry.</source>
            <translation>Für diesen Clip reichte der Speicher mit diesem Modell nicht. Schließen Sie andere Programme oder wählen Sie ein kleineres Modell und versuchen Sie es dann erneut.</translation>
        </message>
        <message>
            <source>There was not enough memory on {device} for {batch_size} pieces at a time in {compute_type}; retrying with smaller batches.</source>
            <translation>Auf {device} reichte der Speicher nicht für {batch_size} Stücke auf einmal in {compute_type}; es wird mit weniger erneut versucht.</translation>
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
            <source>This clip cannot be played: {detail}</source>
            <translation>Dieser Clip lässt sich nicht abspielen: {detail}</translation>
        </message>
        <message>
            <source>This clip could not be stored, because Everyclip's data cannot be written ({detail}). Fix that, then retry.</source>
            <translation>Dieser Clip konnte nicht gespeichert werden, weil die Daten von Everyclip nicht geschrieben werden können ({detail}). Beheben Sie das, und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>This clip needs {needed_bytes}, and {free_bytes} are free on the disk of Everyclip's data. Free some space, then retry.</source>
            <translation>Dieser Clip braucht {needed_bytes}, und auf dem Datenträger mit den Daten von Everyclip sind {free_bytes} frei. Schaffen Sie Platz und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>This clip was never taken in, and nothing says where its file is. Hand the file over again.</source>
            <translation>Dieser Clip wurde nie aufgenommen, und nichts sagt, wo seine Datei liegt. Übergeben Sie die Datei noch einmal.</translation>
        </message>
        <message>
            <source>This computer was too busy to take all the sound from the microphone “{name}”. Recording continues.</source>
            <translation>Dieser Computer war zu beschäftigt, um allen Ton vom Mikrofon „{name}“ abzunehmen. Die Aufnahme geht weiter.</translation>
        </message>
        <message>
            <source>This is Everyclip's own folder. Its clips have been handed over already.</source>
            <translation>Das ist Everyclips eigener Ordner. Seine Clips wurden schon übergeben.</translation>
        </message>
        <message>
            <source>This is a folder. Hand over the files inside it.</source>
            <translation>Das ist ein Ordner. Übergeben Sie die Dateien darin.</translation>
        </message>
        <message>
            <source>This is a link to another folder. It was not followed: hand that folder over itself.</source>
            <translation>Das ist ein Link auf einen anderen Ordner. Ihm wurde nicht gefolgt: Übergeben Sie den Ordner selbst.</translation>
        </message>
        <message>
            <source>This is a model of another kind ({format}). Everyclip needs one in CTranslate2's format. {converter}</source>
            <translation>Das ist ein Modell anderer Art ({format}). Everyclip braucht eines im Format von CTranslate2. {converter}</translation>
        </message>
        <message>
            <source>This is an MP4 recording or download that was never finished: its index is missing. Download it again, or repair it with a program such as untrunc, then hand it over again.</source>
            <translation>Das ist eine MP4-Aufnahme oder ein Download, der nie beendet wurde: Das Inhaltsverzeichnis fehlt. Laden Sie die Datei noch einmal herunter oder reparieren Sie sie mit einem Programm wie untrunc, und übergeben Sie sie dann noch einmal.</translation>
        </message>
        <message>
            <source>This is not an audio or video file that Everyclip can read.</source>
            <translation>Das ist keine Audio- oder Videodatei, die Everyclip lesen kann.</translation>
        </message>
        <message>
            <source>This model could not be downloaded from PyPI.</source>
            <translation>Dieses Modell konnte nicht von PyPI heruntergeladen werden.</translation>
        </message>
        <message>
            <source>This part of the text cannot be split there.</source>
            <translation>Dieses Stück des Textes lässt sich dort nicht teilen.</translation>
        </message>
        <message>
            <source>This part of the text has been changed meanwhile. Check it, then try again.</source>
            <translation>Dieses Stück des Textes wurde inzwischen geändert. Sehen Sie nach und wiederholen Sie es dann.</translation>
        </message>
        <message>
            <source>Voices are remembered only if you want that: switch it on in the settings, under Known voices.</source>
            <translation>Stimmen werden nur gemerkt, wenn Sie das wollen: Schalten Sie es in den Einstellungen unter „Bekannte Stimmen“ ein.</translation>
        </message>
        <message>
            <source>What PyPI sent for this model is not what it should be, and nothing of it was taken.</source>
            <translation>Was PyPI für dieses Modell geschickt hat, ist nicht, was es sein soll; nichts davon wurde übernommen.</translation>
        </message>
        <message>
            <source>What takes in clips from programs and watched folders has ended ({detail}). It is started again.</source>
            <translation>Was Clips von Programmen und aus überwachten Ordnern annimmt, ist ausgefallen ({detail}). Es wird neu gestartet.</translation>
        </message>
        <message>
            <source>What the hub sent for “{file}” is not what it announced, twice. Try again later.</source>
            <translation>Was der Hub für „{file}“ geschickt hat, ist zweimal nicht das Angekündigte. Versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <source>Who speaks could not be found out ({detail}). The text is unaffected. Look for the speakers again.</source>
            <translation>Wer spricht, ließ sich nicht feststellen ({detail}). Der Text ist davon nicht betroffen. Suchen Sie die Sprecher noch einmal.</translation>
        </message>
        <message>
            <source>Who speaks could not be found out: the process that listened was ended again and again. The text is unaffected. Look for the speakers again.</source>
            <translation>Wer spricht, ließ sich nicht feststellen: Der Prozess, der zuhörte, wurde immer wieder beendet. Der Text ist davon nicht betroffen. Suchen Sie die Sprecher noch einmal.</translation>
        </message>
        <message>
            <source>You stopped this clip before it was taken in. Nothing of it is stored.</source>
            <translation>Sie haben diesen Clip angehalten, bevor er übernommen war. Nichts davon ist gespeichert.</translation>
        </message>
        <message>
            <source>Your clips and texts are in {path}, and that folder is not there now. Connect the disk that it is on, then try again. Nothing is lost.</source>
            <translation>Ihre Clips und Texte liegen in {path}, und dieser Ordner ist gerade nicht da. Schließen Sie den Datenträger an, auf dem er liegt, und versuchen Sie es erneut. Nichts ist verloren.</translation>
        </message>
        <message>
            <source>Your clips and texts were being moved, and that cannot be finished: in {path} nothing can be changed ({detail}). Nothing is lost.</source>
            <translation>Ihre Clips und Texte wurden verschoben, und das lässt sich nicht abschließen: In {path} kann nichts geändert werden ({detail}). Nichts ist verloren.</translation>
        </message>
        <message>
            <source>{lost_s} of the audio is missing or damaged, first at {at_s}.</source>
            <translation>{lost_s} des Tons fehlen oder sind beschädigt, zuerst bei {at_s}.</translation>
        </message>
        <message>
            <source>{path} is not a backup of Everyclip, or is only a part of one. Nothing was changed.</source>
            <translation>{path} ist keine Sicherung von Everyclip oder nur ein Teil einer Sicherung. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>{path}, in a watched folder, cannot be opened, so it is not taken in. Change its permissions, or close the program that uses it.</source>
            <translation>{path} in einem überwachten Ordner lässt sich nicht öffnen und wird deshalb nicht übernommen. Ändern Sie ihre Rechte oder schließen Sie das Programm, das sie benutzt.</translation>
        </message>
        <message>
            <source>{speaker} speaks alone for less than {seconds} seconds: too short to remember a voice.</source>
            <translation>{speaker} spricht weniger als {seconds} Sekunden allein. Das ist zu kurz, um eine Stimme zu merken.</translation>
        </message>
        <message>
            <source>{title} fits into the {gpu_gb:.0f} GB of your graphics card and is the most accurate model that is still fast there.</source>
            <translation>{title} passt in die {gpu_gb:.0f} GB der Grafikkarte und ist das genaueste Modell, das dort noch schnell ist.</translation>
        </message>
        <message>
            <source>{title} is the most accurate model that works at a good pace on {cores} processor cores and fits into {memory_gb:.0f} GB of memory.</source>
            <translation>{title} ist das genaueste Modell, das auf {cores} Prozessorkernen zügig arbeitet und in {memory_gb:.0f} GB Arbeitsspeicher passt.</translation>
        </message>
        <message>
            <source>{title} is the smallest model for all languages: this computer has {memory_gb:.0f} GB of memory and {cores} processor cores.</source>
            <translation>{title} ist das kleinste Modell für alle Sprachen: Dieser Rechner hat {memory_gb:.0f} GB Arbeitsspeicher und {cores} Prozessorkerne.</translation>
        </message>
        <message>
            <source>“{file}” in “{path}” is not what it should be ({detail}).</source>
            <translation>„{file}“ in „{path}“ ist nicht, was es sein sollte ({detail}).</translation>
        </message>
        <message>
            <source>“{host}” is no address of this computer.</source>
            <translation>„{host}“ ist keine Adresse dieses Rechners.</translation>
        </message>
        <message>
            <source>“{model}” cannot be the name of a model. Use letters, digits, “-”, “_” and “.”.</source>
            <translation>„{model}“ kann kein Name eines Modells sein. Verwenden Sie Buchstaben, Ziffern, „-“, „_“ und „.“.</translation>
        </message>
        <message>
            <source>“{name}” came from no file, or the folder of that file is not there any more, so nothing can be written beside it. Choose a folder instead.</source>
            <translation>„{name}“ kam aus keiner Datei, oder der Ordner dieser Datei ist nicht mehr da, deshalb kann nichts daneben geschrieben werden. Wählen Sie stattdessen einen Ordner.</translation>
        </message>
        <message>
            <source>“{name}” is done, but cannot be moved to {folder} ({detail}). It is tried again; the file and its text are safe.</source>
            <translation>„{name}“ ist fertig, lässt sich aber nicht nach {folder} verschieben ({detail}). Es wird wieder versucht; die Datei und ihr Text sind sicher.</translation>
        </message>
        <message>
            <source>“{name}” is recorded and safe, but cannot be taken in now ({detail}). Everyclip will do so the next time it starts.</source>
            <translation>„{name}“ ist aufgenommen und sicher, kann aber jetzt nicht übernommen werden ({detail}). Everyclip holt es beim nächsten Start nach.</translation>
        </message>
        <message>
            <source>“{name}” is still being taken in. Try again once it is stored.</source>
            <translation>„{name}“ wird noch übernommen. Versuchen Sie es noch einmal, sobald der Clip gespeichert ist.</translation>
        </message>
        <message>
            <source>“{path}” could not be written ({detail}). The text is safe in Everyclip.</source>
            <translation>„{path}“ konnte nicht geschrieben werden ({detail}). In Everyclip ist der Text sicher.</translation>
        </message>
        <message>
            <source>“{path}” is neither a folder nor an archive that can be read (zip or tar).</source>
            <translation>„{path}“ ist weder ein Ordner noch ein lesbares Archiv (zip oder tar).</translation>
        </message>
        <message>
            <source>“{path}” is not a complete model: {file} is missing.</source>
            <translation>„{path}“ ist kein vollständiges Modell: {file} fehlt.</translation>
        </message>
        <message>
            <source>“{path}” was not written, because the original file is no longer there. The text is safe in Everyclip.</source>
            <translation>„{path}“ wurde nicht geschrieben, weil die Originaldatei nicht mehr da ist. Der Text ist in Everyclip sicher.</translation>
        </message>
        <message>
            <source>“{path}” was not written: its disk does not answer. The text is safe in Everyclip. Export it again once the disk is back.</source>
            <translation>„{path}“ wurde nicht geschrieben: Der Datenträger antwortet nicht. Der Text ist in Everyclip sicher. Exportieren Sie ihn noch einmal, sobald der Datenträger wieder da ist.</translation>
        </message>
        <message>
            <source>“{pattern}” is not a pattern for file names. A pattern is text with fields such as {{name}}.</source>
            <translation>„{pattern}“ ist kein Muster für Dateinamen. Ein Muster ist Text mit Feldern wie {{name}}.</translation>
        </message>
        <message>
            <source>“{repository}” requires an access token, or does not exist. Set the environment variable HF_TOKEN to your token.</source>
            <translation>Der Hub gibt „{repository}“ nur mit Zugriffstoken heraus, oder es gibt es nicht. Setzen Sie die Umgebungsvariable HF_TOKEN auf Ihr Token.</translation>
        </message>
    </context>
    <context>
        <name>waits</name>
        <message>
            <source>being taken in: {percent} %</source>
            <translation>wird übernommen: {percent} %</translation>
        </message>
        <message>
            <source>next</source>
            <translation>als Nächstes</translation>
        </message>
        <message>
            <source>still being written by another program</source>
            <translation>wird noch von einem anderen Programm geschrieben</translation>
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
            <source>waiting for a free slot</source>
            <translation>wartet auf einen freien Platz</translation>
        </message>
        <message>
            <source>waiting for memory: needs about {needed_bytes}, {free_bytes} are free</source>
            <translation>wartet auf Arbeitsspeicher: braucht etwa {needed_bytes}, {free_bytes} sind frei</translation>
        </message>
        <message>
            <source>waiting for the disk of {folder}</source>
            <translation>wartet auf den Datenträger von {folder}</translation>
        </message>
        <message>
            <source>waiting for the earlier clips of this session</source>
            <translation>wartet auf die früheren Clips dieser Sitzung</translation>
        </message>
        <message>
            <source>waiting for the model {model}, {percent} % downloaded</source>
            <translation>wartet auf das Modell {model}, {percent} % heruntergeladen</translation>
        </message>
        <message>
            <source>waiting for the model {model}, {percent} % downloaded; there is no connection now</source>
            <translation>wartet auf das Modell {model}, {percent} % heruntergeladen; gerade keine Verbindung</translation>
        </message>
        <message>
            <source>waiting for the model {model}: its download is paused at {percent} %</source>
            <translation>wartet auf das Modell {model}: sein Download ist bei {percent} % angehalten</translation>
        </message>
    </context>
    <context>
        <name>window</name>
        <message>
            <source> s</source>
            <translation> s</translation>
        </message>
        <message>
            <source>&amp;Clip</source>
            <translation>&amp;Clip</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>&amp;Text</source>
            <translation>&amp;Text</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>1. Drop audio or video files anywhere on the window, or press Record and speak.</source>
            <translation>1. Ziehen Sie Audio- oder Videodateien irgendwo in das Fenster, oder drücken Sie „Aufnehmen“ und sprechen Sie.</translation>
        </message>
        <message>
            <source>2. Each clip stands in the list from the first moment, with what is happening to it.</source>
            <translation>2. Jeder Clip steht vom ersten Augenblick an in der Liste, mit dem, was gerade mit ihm geschieht.</translation>
        </message>
        <message>
            <source>3. Choose a clip to read it. Click a word to hear it, and type to correct it.</source>
            <translation>3. Wählen Sie einen Clip, um ihn zu lesen. Klicken Sie auf ein Wort, um es zu hören, und tippen Sie, um es zu verbessern.</translation>
        </message>
        <message>
            <source>4. Copy the text, or export it: as a document, as subtitles, beside the original.</source>
            <translation>4. Kopieren Sie den Text, oder exportieren Sie ihn: als Dokument, als Untertitel, neben das Original.</translation>
        </message>
        <message>
            <source>5. Search everything that was said, in all clips at once, in the field at the top.</source>
            <translation>5. Durchsuchen Sie im Feld ganz oben alles, was gesagt wurde, in allen Clips zugleich.</translation>
        </message>
        <message>
            <source>A clip begins when you speak and ends when you pause</source>
            <translation>Ein Clip beginnt, wenn Sie sprechen, und endet, wenn Sie eine Pause machen</translation>
        </message>
        <message>
            <source>A clip without its audio can be read, edited and exported, but not played or transcribed again. The audio is gone at once. To free space, the bin is emptied first.</source>
            <translation>Ein Clip ohne Aufnahme lässt sich lesen, bearbeiten und exportieren, aber nicht mehr anhören oder neu transkribieren. Die Aufnahme ist sofort weg. Bei Platzmangel wird zuerst der Papierkorb geleert.</translation>
        </message>
        <message>
            <source>A draft is ready sooner but has more mistakes. Careful works through a clip in order, guided by the text so far, and takes longer.</source>
            <translation>Ein Entwurf ist eher da und hat mehr Fehler. „Sorgfältig“ geht einen Clip der Reihe nach durch, beachtet den bisherigen Text und dauert länger.</translation>
        </message>
        <message>
            <source>A file for each clip</source>
            <translation>Eine Datei für jeden Clip</translation>
        </message>
        <message>
            <source>A late result of an earlier attempt was ignored</source>
            <translation>Ein verspätetes Ergebnis eines früheren Versuchs wurde ignoriert</translation>
        </message>
        <message>
            <source>A moment, please</source>
            <translation>Einen Augenblick bitte</translation>
        </message>
        <message>
            <source>A segment is split between two of its words: put the caret there.</source>
            <translation>Ein Abschnitt wird zwischen zwei seiner Wörter geteilt: Setzen Sie den Cursor dorthin.</translation>
        </message>
        <message>
            <source>A segment of your own</source>
            <translation>Ein eigener Abschnitt</translation>
        </message>
        <message>
            <source>A stretch taken from another text</source>
            <translation>Stelle aus einem anderen Text übernommen</translation>
        </message>
        <message>
            <source>A voice print is personal data. It stays on this computer until you delete it in the settings, under Known voices. Ask the person first.</source>
            <translation>Ein Stimmabdruck gehört zu den personenbezogenen Daten. Er bleibt auf diesem Computer, bis Sie ihn in den Einstellungen unter „Bekannte Stimmen“ löschen. Fragen Sie die Person vorher.</translation>
        </message>
        <message>
            <source>A voice print, by which a voice is recognised, is personal data. It stays on this computer and is in no backup. Ask people before you have Everyclip remember their voice.</source>
            <translation>Ein Stimmabdruck, an dem eine Stimme erkannt wird, gehört zu den personenbezogenen Daten. Er bleibt auf diesem Computer und kommt in keine Sicherung. Fragen Sie die Personen, bevor Everyclip ihre Stimme merkt.</translation>
        </message>
        <message>
            <source>About 100 languages</source>
            <translation>Etwa 100 Sprachen</translation>
        </message>
        <message>
            <source>About Everyclip</source>
            <translation>Über Everyclip</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <source>Add a folder</source>
            <translation>Ordner hinzufügen</translation>
        </message>
        <message>
            <source>Add a folder…</source>
            <translation>Ordner hinzufügen…</translation>
        </message>
        <message>
            <source>Add files</source>
            <translation>Dateien hinzufügen</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>Dateien hinzufügen…</translation>
        </message>
        <message>
            <source>Added</source>
            <translation>Übergeben</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Adresse</translation>
        </message>
        <message>
            <source>Add…</source>
            <translation>Hinzufügen…</translation>
        </message>
        <message>
            <source>Advanced</source>
            <translation>Erweitert</translation>
        </message>
        <message>
            <source>Advanced SubStation subtitles</source>
            <translation>Advanced-SubStation-Untertitel</translation>
        </message>
        <message>
            <source>Afrikaans</source>
            <translation>Afrikaans</translation>
        </message>
        <message>
            <source>Albanian</source>
            <translation>Albanisch</translation>
        </message>
        <message>
            <source>All clips</source>
            <translation>Alle Clips</translation>
        </message>
        <message>
            <source>All clips, texts and settings: {size}</source>
            <translation>Alle Clips, Texte und Einstellungen: {size}</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message>
            <source>All speech in this clip has a text.</source>
            <translation>Zu allem, was in diesem Clip gesprochen wird, gibt es Text.</translation>
        </message>
        <message>
            <source>All tracks together</source>
            <translation>Alle Spuren zusammen</translation>
        </message>
        <message>
            <source>Also folders inside it</source>
            <translation>Auch Ordner darin</translation>
        </message>
        <message>
            <source>Always write</source>
            <translation>Immer schreiben</translation>
        </message>
        <message>
            <source>Amharic</source>
            <translation>Amharisch</translation>
        </message>
        <message numerus="yes">
            <source>And {n} more.</source>
            <translation>
                <numerusform>Und {n} weitere.</numerusform>
                <numerusform>Und {n} weitere.</numerusform>
            </translation>
        </message>
        <message>
            <source>Another program is downloading it</source>
            <translation>Ein anderes Programm lädt es herunter</translation>
        </message>
        <message>
            <source>Another speaker from a segment on</source>
            <translation>Anderer Sprecher ab einem Abschnitt</translation>
        </message>
        <message>
            <source>Applied to every text when it is completed. In the text, Undo takes it back.</source>
            <translation>Wird auf jeden fertigen Text angewendet. Im Text lässt es sich rückgängig machen.</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>Anwenden</translation>
        </message>
        <message>
            <source>Arabic</source>
            <translation>Arabisch</translation>
        </message>
        <message>
            <source>Archives</source>
            <translation>Archive</translation>
        </message>
        <message>
            <source>Armenian</source>
            <translation>Armenisch</translation>
        </message>
        <message>
            <source>As the machine wrote it</source>
            <translation>Wie die Maschine ihn schrieb</translation>
        </message>
        <message>
            <source>Asking the hub</source>
            <translation>Der Hub wird gefragt</translation>
        </message>
        <message>
            <source>Assamese</source>
            <translation>Assamesisch</translation>
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
            <source>Attempt {n} goes on</source>
            <translation>Versuch {n} geht weiter</translation>
        </message>
        <message>
            <source>Audio and video</source>
            <translation>Audio und Video</translation>
        </message>
        <message>
            <source>Audio and video files that arrive in these folders are transcribed automatically, each once, while Everyclip is open. What arrives while it is closed is taken in at the next start.</source>
            <translation>Audio- und Videodateien, die in diese Ordner kommen, werden von selbst transkribiert, jede einmal, solange Everyclip geöffnet ist. Was inzwischen dazukam, folgt beim nächsten Start.</translation>
        </message>
        <message>
            <source>Audio or video, files or whole folders, as many as you like.
Nothing leaves this computer.</source>
            <translation>Audio oder Video, Dateien oder ganze Ordner, so viele Sie möchten.
Nichts verlässt diesen Computer.</translation>
        </message>
        <message>
            <source>Audio {limits}; texts stay.</source>
            <translation>Aufnahmen {limits}; Texte bleiben.</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>Automatic takes all {n}. Fewer leave more for other programs.</source>
            <translation>Automatisch nimmt alle {n}. Weniger lassen anderen Programmen mehr übrig.</translation>
        </message>
        <message>
            <source>Azerbaijani</source>
            <translation>Aserbaidschanisch</translation>
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
            <source>Back to the list</source>
            <translation>Zurück zur Liste</translation>
        </message>
        <message>
            <source>Back up</source>
            <translation>Sichern</translation>
        </message>
        <message>
            <source>Back up…</source>
            <translation>Sichern …</translation>
        </message>
        <message>
            <source>Backup</source>
            <translation>Sicherung</translation>
        </message>
        <message>
            <source>Bashkir</source>
            <translation>Baschkirisch</translation>
        </message>
        <message>
            <source>Basque</source>
            <translation>Baskisch</translation>
        </message>
        <message>
            <source>Being opened…</source>
            <translation>Wird geöffnet …</translation>
        </message>
        <message>
            <source>Belarusian</source>
            <translation>Belarussisch</translation>
        </message>
        <message>
            <source>Bengali</source>
            <translation>Bengalisch</translation>
        </message>
        <message>
            <source>Beside each file</source>
            <translation>Neben der Datei</translation>
        </message>
        <message>
            <source>Beside the original</source>
            <translation>Neben dem Original</translation>
        </message>
        <message>
            <source>Best for this computer: {title}</source>
            <translation>Am besten für diesen Computer: {title}</translation>
        </message>
        <message>
            <source>Bin</source>
            <translation>Papierkorb</translation>
        </message>
        <message>
            <source>Bosnian</source>
            <translation>Bosnisch</translation>
        </message>
        <message>
            <source>Breton</source>
            <translation>Bretonisch</translation>
        </message>
        <message>
            <source>Brings back the clips, texts and settings of a backup</source>
            <translation>Holt die Clips, Texte und Einstellungen einer Sicherung zurück</translation>
        </message>
        <message>
            <source>Bulgarian</source>
            <translation>Bulgarisch</translation>
        </message>
        <message>
            <source>Burmese</source>
            <translation>Birmanisch</translation>
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
            <source>Cancel requested</source>
            <translation>Abbruch angefordert</translation>
        </message>
        <message>
            <source>Cancel the download</source>
            <translation>Herunterladen abbrechen</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <source>Cantonese</source>
            <translation>Kantonesisch</translation>
        </message>
        <message>
            <source>Careful</source>
            <translation>Sorgfältig</translation>
        </message>
        <message>
            <source>Careful: one after another, slower</source>
            <translation>Sorgfältig: eins nach dem anderen, langsamer</translation>
        </message>
        <message>
            <source>Catalan</source>
            <translation>Katalanisch</translation>
        </message>
        <message>
            <source>Change how long clips are kept</source>
            <translation>Ändern, wie lange Clips aufbewahrt werden</translation>
        </message>
        <message>
            <source>Changes apply from the next clip.</source>
            <translation>Änderungen gelten ab dem nächsten Clip.</translation>
        </message>
        <message>
            <source>Change…</source>
            <translation>Ändern…</translation>
        </message>
        <message>
            <source>Characters per line</source>
            <translation>Zeichen je Zeile</translation>
        </message>
        <message>
            <source>Characters per second</source>
            <translation>Zeichen je Sekunde</translation>
        </message>
        <message>
            <source>Checking its files, {percent} %</source>
            <translation>Dateien werden geprüft, {percent} %</translation>
        </message>
        <message>
            <source>Checking the download</source>
            <translation>Download wird geprüft</translation>
        </message>
        <message>
            <source>Checking this computer…</source>
            <translation>Dieser Computer wird geprüft …</translation>
        </message>
        <message>
            <source>Chinese</source>
            <translation>Chinesisch</translation>
        </message>
        <message>
            <source>Choose a clip to read its text.</source>
            <translation>Wählen Sie einen Clip, um seinen Text zu lesen.</translation>
        </message>
        <message>
            <source>Choose a file in an existing folder.</source>
            <translation>Wählen Sie eine Datei in einem vorhandenen Ordner.</translation>
        </message>
        <message>
            <source>Choose a folder for Everyclip's data</source>
            <translation>Ordner für die Daten von Everyclip wählen</translation>
        </message>
        <message>
            <source>Choose a folder to watch</source>
            <translation>Zu überwachenden Ordner wählen</translation>
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
            <source>Choose the archive of a model</source>
            <translation>Archiv eines Modells wählen</translation>
        </message>
        <message>
            <source>Choose the backup to restore</source>
            <translation>Sicherung zum Wiederherstellen wählen</translation>
        </message>
        <message>
            <source>Choose the folder of a model</source>
            <translation>Ordner eines Modells wählen</translation>
        </message>
        <message>
            <source>Choose the folder that documents are written to.</source>
            <translation>Wählen Sie den Ordner, in den die Dokumente geschrieben werden.</translation>
        </message>
        <message>
            <source>Choose the folder that files are moved to when they are done.</source>
            <translation>Wählen Sie den Ordner, in den fertige Dateien verschoben werden.</translation>
        </message>
        <message>
            <source>Choose the folder that is to be watched.</source>
            <translation>Wählen Sie den Ordner, der überwacht werden soll.</translation>
        </message>
        <message>
            <source>Choose the version to go to: the text as it was after that edit. Undone edits stay in the list until you edit something else.</source>
            <translation>Wählen Sie die gewünschte Fassung: den Text, wie er nach dieser Bearbeitung war. Zurückgenommene Bearbeitungen bleiben in der Liste, bis Sie etwas anderes bearbeiten.</translation>
        </message>
        <message>
            <source>Choose where the backup goes</source>
            <translation>Wählen, wohin gesichert wird</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <source>Click into the field and press the keys; what is changed is in bold above.</source>
            <translation>Klicken Sie in das Feld und drücken Sie die Tasten; was geändert ist, steht oben fett.</translation>
        </message>
        <message>
            <source>Click to go there. The wheel zooms, the arrow keys move, and Space plays.</source>
            <translation>Ein Klick springt dorthin. Das Mausrad vergrößert, die Pfeiltasten bewegen, die Leertaste spielt ab.</translation>
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
            <source>Clips at a time</source>
            <translation>Clips auf einmal</translation>
        </message>
        <message>
            <source>Clips that wait, run, are paused or failed always stay, and so does whatever ended less than a day ago.</source>
            <translation>Clips, die warten, laufen, angehalten oder fehlgeschlagen sind, bleiben immer, und ebenso, was vor weniger als einem Tag fertig wurde.</translation>
        </message>
        <message>
            <source>Clips {limits}.</source>
            <translation>Clips {limits}.</translation>
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
            <source>Copied.</source>
            <translation>Kopiert.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Copy text</source>
            <translation>Text kopieren</translation>
        </message>
        <message>
            <source>Copy the address</source>
            <translation>Adresse kopieren</translation>
        </message>
        <message>
            <source>Copy the text when a recording ends</source>
            <translation>Text kopieren, wenn eine Aufnahme endet</translation>
        </message>
        <message>
            <source>Copy the token</source>
            <translation>Token kopieren</translation>
        </message>
        <message>
            <source>Correct</source>
            <translation>Korrigieren</translation>
        </message>
        <message>
            <source>Could not be downloaded</source>
            <translation>Konnte nicht heruntergeladen werden</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Anlegen</translation>
        </message>
        <message>
            <source>Croatian</source>
            <translation>Kroatisch</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>Ausschneiden</translation>
        </message>
        <message>
            <source>Czech</source>
            <translation>Tschechisch</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>Beschädigt</translation>
        </message>
        <message>
            <source>Danish</source>
            <translation>Dänisch</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Days</source>
            <translation>Tage</translation>
        </message>
        <message>
            <source>Default columns</source>
            <translation>Standardspalten</translation>
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
            <source>Delete all</source>
            <translation>Alle löschen</translation>
        </message>
        <message>
            <source>Delete all known voices</source>
            <translation>Alle bekannten Stimmen löschen</translation>
        </message>
        <message>
            <source>Delete all voices</source>
            <translation>Alle Stimmen löschen</translation>
        </message>
        <message>
            <source>Delete all…</source>
            <translation>Alle löschen…</translation>
        </message>
        <message>
            <source>Delete for good</source>
            <translation>Endgültig löschen</translation>
        </message>
        <message>
            <source>Delete for good…</source>
            <translation>Endgültig löschen …</translation>
        </message>
        <message>
            <source>Delete segment</source>
            <translation>Stück löschen</translation>
        </message>
        <message>
            <source>Delete the chosen voice</source>
            <translation>Die gewählte Stimme löschen</translation>
        </message>
        <message>
            <source>Delete the voice</source>
            <translation>Stimme löschen</translation>
        </message>
        <message>
            <source>Delete this session</source>
            <translation>Diese Sitzung löschen</translation>
        </message>
        <message numerus="yes">
            <source>Delete {n} clips permanently? This cannot be undone.</source>
            <translation>
                <numerusform>{n} Clip endgültig löschen? Das lässt sich nicht rückgängig machen.</numerusform>
                <numerusform>{n} Clips endgültig löschen? Das lässt sich nicht rückgängig machen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>Gelöscht</translation>
        </message>
        <message numerus="yes">
            <source>Deleted clips can be restored for {n} days. A session comes back with the first of its clips.</source>
            <translation>
                <numerusform>Gelöschte Aufnahmen lassen sich {n} Tag lang wiederherstellen. Eine Sitzung kommt mit der ersten ihrer Aufnahmen zurück.</numerusform>
                <numerusform>Gelöschte Aufnahmen lassen sich {n} Tage lang wiederherstellen. Eine Sitzung kommt mit der ersten ihrer Aufnahmen zurück.</numerusform>
            </translation>
        </message>
        <message>
            <source>Deletes what was downloaded so far</source>
            <translation>Der schon geladene Teil wird gelöscht</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Löschen…</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Details</translation>
        </message>
        <message>
            <source>Detect automatically</source>
            <translation>Automatisch erkennen</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Unterschiede</translation>
        </message>
        <message>
            <source>Discard download</source>
            <translation>Download verwerfen</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Ausblenden</translation>
        </message>
        <message>
            <source>Documents</source>
            <translation>Dokumente</translation>
        </message>
        <message>
            <source>Download</source>
            <translation>Herunterladen</translation>
        </message>
        <message>
            <source>Download {title} ({size})</source>
            <translation>{title} herunterladen ({size})</translation>
        </message>
        <message>
            <source>Downloading, {percent} %</source>
            <translation>Wird heruntergeladen, {percent} %</translation>
        </message>
        <message>
            <source>Drop to import</source>
            <translation>Zum Importieren loslassen</translation>
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
            <source>Dutch</source>
            <translation>Niederländisch</translation>
        </message>
        <message>
            <source>Each recording is a separate clip; hold the button down to record only until you let go</source>
            <translation>Jede Aufnahme ist ein eigener Clip; halten Sie die Schaltfläche gedrückt, um nur bis zum Loslassen aufzunehmen</translation>
        </message>
        <message>
            <source>Earlier</source>
            <translation>Früher</translation>
        </message>
        <message>
            <source>Edit history</source>
            <translation>Bearbeitungsverlauf</translation>
        </message>
        <message>
            <source>Edit history…</source>
            <translation>Bearbeitungsverlauf …</translation>
        </message>
        <message>
            <source>Edit the chosen folder</source>
            <translation>Gewählten Ordner bearbeiten</translation>
        </message>
        <message>
            <source>Edit…</source>
            <translation>Bearbeiten…</translation>
        </message>
        <message>
            <source>Empty the bin</source>
            <translation>Papierkorb leeren</translation>
        </message>
        <message>
            <source>Empty the bin now</source>
            <translation>Papierkorb jetzt leeren</translation>
        </message>
        <message>
            <source>Empty the bin…</source>
            <translation>Papierkorb leeren …</translation>
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
            <source>End this clip and start the next one without a gap</source>
            <translation>Diesen Clip beenden und lückenlos den nächsten beginnen</translation>
        </message>
        <message>
            <source>English</source>
            <translation>Englisch</translation>
        </message>
        <message>
            <source>Enter names and terms that are used here, one per line, spelled as they should appear. They help with clips that are added to this session from now on, and are offered when you retry other clips with other settings.</source>
            <translation>Geben Sie Namen und Begriffe ein, die hier vorkommen, einen je Zeile und so, wie sie geschrieben werden. Sie helfen bei Clips, die ab jetzt in diese Sitzung kommen, und werden angeboten, wenn Sie andere Clips erneut transkribieren.</translation>
        </message>
        <message>
            <source>Estimated from the size of its files.</source>
            <translation>Geschätzt nach der Größe seiner Dateien.</translation>
        </message>
        <message>
            <source>Estonian</source>
            <translation>Estnisch</translation>
        </message>
        <message>
            <source>Every step, with times</source>
            <translation>Jeder Schritt, mit Zeiten</translation>
        </message>
        <message>
            <source>Everyclip cannot open its data</source>
            <translation>Everyclip kann seine Daten nicht öffnen</translation>
        </message>
        <message>
            <source>Everyclip chooses these by itself, as they suit this computer.</source>
            <translation>Everyclip wählt dies selbst, passend zu diesem Computer.</translation>
        </message>
        <message>
            <source>Everyclip closes for a moment, and opens again with what is in the backup.</source>
            <translation>Everyclip schließt sich kurz und öffnet sich wieder mit dem, was in der Sicherung ist.</translation>
        </message>
        <message>
            <source>Everyclip goes on in the background. This icon brings it back.</source>
            <translation>Everyclip arbeitet im Hintergrund weiter. Dieses Symbol holt es zurück.</translation>
        </message>
        <message>
            <source>Everyclip is open already but does not answer.</source>
            <translation>Everyclip ist schon geöffnet, antwortet aber nicht.</translation>
        </message>
        <message>
            <source>Everyclip may not write its data</source>
            <translation>Everyclip darf seine Daten nicht schreiben</translation>
        </message>
        <message>
            <source>Everyclip takes every Whisper model in CTranslate2's format. Write its name as “owner/name”, or paste the address of its page on the hub (huggingface.co).</source>
            <translation>Everyclip nimmt jedes Whisper-Modell im Format von CTranslate2. Schreiben Sie seinen Namen als „owner/name“, oder fügen Sie die Adresse seiner Seite auf dem Hub ein (huggingface.co).</translation>
        </message>
        <message>
            <source>Everyclip then stays behind its icon in the system tray. Quit ends it.</source>
            <translation>Everyclip bleibt dann hinter seinem Symbol im Infobereich. „Beenden“ beendet es.</translation>
        </message>
        <message>
            <source>Everything is in {place} now.</source>
            <translation>Alles liegt jetzt in {place}.</translation>
        </message>
        <message>
            <source>Everything is kept until you delete it.</source>
            <translation>Alles bleibt, bis Sie es löschen.</translation>
        </message>
        <message>
            <source>Exactly {n}</source>
            <translation>Genau {n}</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>Export .{format}</source>
            <translation>.{format} exportieren</translation>
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
            <source>Faroese</source>
            <translation>Färöisch</translation>
        </message>
        <message>
            <source>Fast draft</source>
            <translation>Schneller Entwurf</translation>
        </message>
        <message>
            <source>Fast draft: sooner, with more mistakes</source>
            <translation>Schneller Entwurf: eher da, mit mehr Fehlern</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>File names</source>
            <translation>Dateinamen</translation>
        </message>
        <message>
            <source>File of the backup</source>
            <translation>Datei der Sicherung</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Dateien</translation>
        </message>
        <message>
            <source>Find a language</source>
            <translation>Sprache suchen</translation>
        </message>
        <message>
            <source>Find how many</source>
            <translation>Anzahl ermitteln</translation>
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
            <source>Find speakers</source>
            <translation>Sprecher finden</translation>
        </message>
        <message>
            <source>Find them</source>
            <translation>Finden</translation>
        </message>
        <message>
            <source>Finnish</source>
            <translation>Finnisch</translation>
        </message>
        <message>
            <source>First steps</source>
            <translation>Erste Schritte</translation>
        </message>
        <message>
            <source>First track with speech</source>
            <translation>Erste Spur mit Sprache</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Folder for documents</source>
            <translation>Ordner für Dokumente</translation>
        </message>
        <message>
            <source>Folder for files that are done</source>
            <translation>Ordner für fertige Dateien</translation>
        </message>
        <message>
            <source>Follow the spoken word</source>
            <translation>Dem gesprochenen Wort folgen</translation>
        </message>
        <message>
            <source>For each file that you add, its text is written into the same folder, under the same name. A file that is there already is kept, and the new one gets a number.</source>
            <translation>Zu jeder Datei, die Sie hinzufügen, wird der Text in denselben Ordner geschrieben, unter demselben Namen. Was dort schon liegt, bleibt; die neue Datei bekommt eine Nummer.</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Formats</source>
            <translation>Formate</translation>
        </message>
        <message>
            <source>Formats to export</source>
            <translation>Formate für den Export</translation>
        </message>
        <message>
            <source>Forward five seconds</source>
            <translation>Fünf Sekunden vor</translation>
        </message>
        <message>
            <source>French</source>
            <translation>Französisch</translation>
        </message>
        <message>
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>From a folder…</source>
            <translation>Aus einem Ordner …</translation>
        </message>
        <message>
            <source>From an archive…</source>
            <translation>Aus einem Archiv …</translation>
        </message>
        <message>
            <source>From speech to text</source>
            <translation>Vom Gesprochenen zum Text</translation>
        </message>
        <message>
            <source>Galician</source>
            <translation>Galicisch</translation>
        </message>
        <message>
            <source>Georgian</source>
            <translation>Georgisch</translation>
        </message>
        <message>
            <source>German</source>
            <translation>Deutsch</translation>
        </message>
        <message>
            <source>Get a model…</source>
            <translation>Modell holen …</translation>
        </message>
        <message>
            <source>Get the model…</source>
            <translation>Das Modell holen …</translation>
        </message>
        <message>
            <source>Gigabytes</source>
            <translation>Gigabyte</translation>
        </message>
        <message>
            <source>Go on in the background when the window closes</source>
            <translation>Im Hintergrund weiterarbeiten, wenn das Fenster geschlossen wird</translation>
        </message>
        <message>
            <source>Go to this version</source>
            <translation>Zu dieser Fassung</translation>
        </message>
        <message>
            <source>Gone for good</source>
            <translation>Endgültig weg</translation>
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
            <source>Greek</source>
            <translation>Griechisch</translation>
        </message>
        <message>
            <source>Gujarati</source>
            <translation>Gujarati</translation>
        </message>
        <message>
            <source>Haitian Creole</source>
            <translation>Haiti-Kreolisch</translation>
        </message>
        <message>
            <source>Hands-free</source>
            <translation>Freihändig</translation>
        </message>
        <message>
            <source>Hausa</source>
            <translation>Hausa</translation>
        </message>
        <message>
            <source>Hawaiian</source>
            <translation>Hawaiisch</translation>
        </message>
        <message>
            <source>Hear it</source>
            <translation>Anhören</translation>
        </message>
        <message>
            <source>Heard</source>
            <translation>Gehört</translation>
        </message>
        <message>
            <source>Hebrew</source>
            <translation>Hebräisch</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>Verbergen</translation>
        </message>
        <message>
            <source>Hindi</source>
            <translation>Hindi</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>Enthält</translation>
        </message>
        <message>
            <source>How its clips are transcribed</source>
            <translation>Wie ihre Clips transkribiert werden</translation>
        </message>
        <message>
            <source>How long clips are kept</source>
            <translation>Wie lange Clips aufbewahrt werden</translation>
        </message>
        <message>
            <source>How long it was worked on, and how long it waited before</source>
            <translation>Wie lange daran gearbeitet wurde und wie lange es vorher wartete</translation>
        </message>
        <message>
            <source>How many pieces of audio are transcribed together. Fewer need less memory, more may be faster.</source>
            <translation>Wie viele Stücke einer Aufnahme zusammen transkribiert werden. Weniger brauchen weniger Speicher, mehr können schneller sein.</translation>
        </message>
        <message>
            <source>How many times as fast as the large model, on the same graphics card. Higher is better. Point at a figure to read where it was measured.</source>
            <translation>Wievielmal so schnell wie das große Modell, auf derselben Grafikkarte. Mehr ist besser. Zeigen Sie auf eine Zahl, um zu lesen, wo sie gemessen wurde.</translation>
        </message>
        <message>
            <source>How much is checked</source>
            <translation>Wie viel geprüft ist</translation>
        </message>
        <message>
            <source>How much is moved</source>
            <translation>Wie viel verschoben ist</translation>
        </message>
        <message>
            <source>How much is written</source>
            <translation>Wie viel geschrieben ist</translation>
        </message>
        <message>
            <source>How sure the model was is not known: this text has no times for its words. “Transcribe again with…” in the menu “Clip” can make one that has.</source>
            <translation>Wie sicher das Modell war, ist nicht bekannt: Dieser Text hat keine Zeiten für seine Wörter. „Erneut transkribieren mit…“ im Menü „Clip“ kann einen machen, der sie hat.</translation>
        </message>
        <message>
            <source>How to use it</source>
            <translation>So geht es</translation>
        </message>
        <message>
            <source>Hungarian</source>
            <translation>Ungarisch</translation>
        </message>
        <message>
            <source>Icelandic</source>
            <translation>Isländisch</translation>
        </message>
        <message>
            <source>If a clip fails, its reason and Retry stand in its row. Your clips stay on this computer.</source>
            <translation>Schlägt ein Clip fehl, stehen der Grund und „Wiederholen“ in seiner Zeile. Ihre Clips bleiben auf diesem Computer.</translation>
        </message>
        <message>
            <source>If a file with that name exists, the new one gets a number.</source>
            <translation>Gibt es schon eine Datei mit diesem Namen, bekommt die neue eine Nummer.</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>Importieren …</translation>
        </message>
        <message>
            <source>In order, one clip after another</source>
            <translation>Der Reihe nach, ein Clip nach dem anderen</translation>
        </message>
        <message>
            <source>In recordings of calls and interviews, each channel may be one speaker. Such channels are transcribed apart, and who says what is known at once.</source>
            <translation>In Aufnahmen von Telefonaten und Interviews kann jeder Kanal ein Sprecher sein. Solche Kanäle werden getrennt transkribiert, und wer was sagt, steht sofort fest.</translation>
        </message>
        <message>
            <source>In the bin</source>
            <translation>Im Papierkorb</translation>
        </message>
        <message>
            <source>In the folder “{name}”</source>
            <translation>Im Ordner „{name}“</translation>
        </message>
        <message>
            <source>In this folder:</source>
            <translation>In diesem Ordner:</translation>
        </message>
        <message>
            <source>Indonesian</source>
            <translation>Indonesisch</translation>
        </message>
        <message>
            <source>Insert a segment where the player is…</source>
            <translation>Abschnitt an der Stelle der Wiedergabe einfügen …</translation>
        </message>
        <message>
            <source>Insert a segment…</source>
            <translation>Abschnitt einfügen …</translation>
        </message>
        <message>
            <source>Installed</source>
            <translation>Installiert</translation>
        </message>
        <message>
            <source>Installed, not checked yet</source>
            <translation>Installiert, noch nicht geprüft</translation>
        </message>
        <message>
            <source>Installed, used for new clips</source>
            <translation>Installiert, für neue Clips in Gebrauch</translation>
        </message>
        <message>
            <source>Instead of</source>
            <translation>Statt</translation>
        </message>
        <message>
            <source>Invalid settings were replaced by their defaults: {names}.</source>
            <translation>Ungültige Einstellungen wurden durch ihre Vorgaben ersetzt: {names}.</translation>
        </message>
        <message>
            <source>Is next</source>
            <translation>Ist als Nächstes dran</translation>
        </message>
        <message>
            <source>It fits into the {gpu_gb} GB of your graphics card and is the most accurate model that is still fast there.</source>
            <translation>Es passt in die {gpu_gb} GB Ihrer Grafikkarte und ist das genaueste Modell, das dort noch schnell ist.</translation>
        </message>
        <message>
            <source>It has {size} and the audio of {clips}. Whoever can read the file can read your texts.</source>
            <translation>Sie hat {size} und enthält den Ton von {clips}. Wer die Datei lesen kann, kann Ihre Texte lesen.</translation>
        </message>
        <message>
            <source>It is built on Python {version} and these packages:</source>
            <translation>Es beruht auf Python {version} und diesen Paketen:</translation>
        </message>
        <message>
            <source>It is the most accurate model that works at a good pace on {cores} processor cores and fits into {memory_gb} GB of memory.</source>
            <translation>Es ist das genaueste Modell, das auf {cores} Prozessorkernen zügig arbeitet und in {memory_gb} GB Speicher passt.</translation>
        </message>
        <message>
            <source>It is the smallest model for all languages: this computer has {memory_gb} GB of memory and {cores} processor cores.</source>
            <translation>Es ist das kleinste Modell für alle Sprachen: Dieser Computer hat {memory_gb} GB Speicher und {cores} Prozessorkerne.</translation>
        </message>
        <message>
            <source>It says the same as the text that is shown.</source>
            <translation>Er sagt dasselbe wie der Text, der gezeigt wird.</translation>
        </message>
        <message>
            <source>Italian</source>
            <translation>Italienisch</translation>
        </message>
        <message>
            <source>Its clips are listed there. Without a name, it is called like the folder.</source>
            <translation>Dort erscheinen seine Clips. Ohne Namen heißt die Sitzung wie der Ordner.</translation>
        </message>
        <message>
            <source>Its files are not what they should be. Download or import it again, or remove it.</source>
            <translation>Seine Dateien sind nicht, was sie sein sollten. Laden oder importieren Sie es noch einmal, oder entfernen Sie es.</translation>
        </message>
        <message>
            <source>JSON with times</source>
            <translation>JSON mit Zeiten</translation>
        </message>
        <message>
            <source>Japanese</source>
            <translation>Japanisch</translation>
        </message>
        <message>
            <source>Javanese</source>
            <translation>Javanisch</translation>
        </message>
        <message>
            <source>Join with the one before</source>
            <translation>Mit dem davor verbinden</translation>
        </message>
        <message>
            <source>Kannada</source>
            <translation>Kannada</translation>
        </message>
        <message>
            <source>Kazakh</source>
            <translation>Kasachisch</translation>
        </message>
        <message>
            <source>Keep all of it in another folder, such as on a larger disk.</source>
            <translation>Alles in einem anderen Ordner aufbewahren, etwa auf einem größeren Datenträger.</translation>
        </message>
        <message>
            <source>Keep the old text</source>
            <translation>Alten Text behalten</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Aufbewahrt</translation>
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
            <source>Keys for “{action}”</source>
            <translation>Tasten für „{action}“</translation>
        </message>
        <message>
            <source>Khmer</source>
            <translation>Khmer</translation>
        </message>
        <message>
            <source>Known voices</source>
            <translation>Bekannte Stimmen</translation>
        </message>
        <message>
            <source>Known voices…</source>
            <translation>Bekannte Stimmen…</translation>
        </message>
        <message>
            <source>Korean</source>
            <translation>Koreanisch</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <source>Language of the window</source>
            <translation>Sprache des Fensters</translation>
        </message>
        <message>
            <source>Languages unknown</source>
            <translation>Sprachen unbekannt</translation>
        </message>
        <message>
            <source>Languages you speak</source>
            <translation>Sprachen, die Sie sprechen</translation>
        </message>
        <message>
            <source>Lao</source>
            <translation>Laotisch</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>Größerer Text</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
        <message>
            <source>Later clips say who a speaker sounds like. Nobody is named without your click.</source>
            <translation>Bei späteren Clips steht dann, nach wem jemand klingt. Ohne Ihren Klick bekommt niemand einen Namen.</translation>
        </message>
        <message>
            <source>Latin</source>
            <translation>Latein</translation>
        </message>
        <message>
            <source>Latvian</source>
            <translation>Lettisch</translation>
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
            <source>Let programs on this computer hand clips over (HTTP)</source>
            <translation>Programme auf diesem Rechner dürfen Clips übergeben (HTTP)</translation>
        </message>
        <message>
            <source>Level of the microphone</source>
            <translation>Pegel des Mikrofons</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Lingala</source>
            <translation>Lingala</translation>
        </message>
        <message>
            <source>Listening at {url}</source>
            <translation>Erreichbar unter {url}</translation>
        </message>
        <message>
            <source>Listening…</source>
            <translation>Hört zu…</translation>
        </message>
        <message>
            <source>Lithuanian</source>
            <translation>Litauisch</translation>
        </message>
        <message>
            <source>Looking for speakers</source>
            <translation>Sprecher werden gesucht</translation>
        </message>
        <message>
            <source>Luxembourgish</source>
            <translation>Luxemburgisch</translation>
        </message>
        <message>
            <source>Macedonian</source>
            <translation>Mazedonisch</translation>
        </message>
        <message>
            <source>Make a new token</source>
            <translation>Neues Token erzeugen</translation>
        </message>
        <message>
            <source>Malagasy</source>
            <translation>Madagassisch</translation>
        </message>
        <message>
            <source>Malay</source>
            <translation>Malaiisch</translation>
        </message>
        <message>
            <source>Malayalam</source>
            <translation>Malayalam</translation>
        </message>
        <message>
            <source>Maltese</source>
            <translation>Maltesisch</translation>
        </message>
        <message>
            <source>Manage models…</source>
            <translation>Modelle verwalten …</translation>
        </message>
        <message>
            <source>Marathi</source>
            <translation>Marathi</translation>
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
            <source>Memory</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Memory needed while it works on this computer. Point at a figure to read where it comes from.</source>
            <translation>Speicher, den es beim Arbeiten auf diesem Computer braucht. Zeigen Sie auf eine Zahl, um zu lesen, woher sie kommt.</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>Menü</translation>
        </message>
        <message>
            <source>Merge {name} with {other} throughout</source>
            <translation>{name} überall mit {other} zusammenlegen</translation>
        </message>
        <message>
            <source>Microphone: {name}</source>
            <translation>Mikrofon: {name}</translation>
        </message>
        <message>
            <source>Mixed together</source>
            <translation>Zusammengemischt</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Model in use: {title}</source>
            <translation>Verwendetes Modell: {title}</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>Models are not downloaded. Nothing else of Everyclip uses the network.</source>
            <translation>Modelle werden nicht heruntergeladen. Sonst nutzt nichts an Everyclip das Netz.</translation>
        </message>
        <message>
            <source>Models being downloaded</source>
            <translation>Modelle, die heruntergeladen werden</translation>
        </message>
        <message>
            <source>Models can be downloaded again. Those that you imported yourself cannot.</source>
            <translation>Modelle lassen sich wieder herunterladen, selbst importierte nicht.</translation>
        </message>
        <message>
            <source>Models take {used}. {free} are free on this disk.</source>
            <translation>Modelle belegen {used}. {free} sind auf diesem Datenträger frei.</translation>
        </message>
        <message>
            <source>Models that are being downloaded. Click to see all models.</source>
            <translation>Modelle, die heruntergeladen werden. Klicken zeigt alle Modelle.</translation>
        </message>
        <message>
            <source>Models…</source>
            <translation>Modelle …</translation>
        </message>
        <message>
            <source>Mongolian</source>
            <translation>Mongolisch</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Mehr</translation>
        </message>
        <message>
            <source>More for playing</source>
            <translation>Mehr zum Abspielen</translation>
        </message>
        <message>
            <source>More models…</source>
            <translation>Mehr Modelle …</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <source>Move all data back to the usual folder</source>
            <translation>Alle Daten in den üblichen Ordner zurück verschieben</translation>
        </message>
        <message>
            <source>Move all data to another folder</source>
            <translation>Alle Daten in einen anderen Ordner verschieben</translation>
        </message>
        <message>
            <source>Move back…</source>
            <translation>Zurück verschieben …</translation>
        </message>
        <message>
            <source>Move the data</source>
            <translation>Daten verschieben</translation>
        </message>
        <message>
            <source>Move to front</source>
            <translation>Ganz nach vorn</translation>
        </message>
        <message>
            <source>Move to session</source>
            <translation>In Sitzung verschieben</translation>
        </message>
        <message>
            <source>Moved to “{name}”</source>
            <translation>Verschoben nach „{name}“</translation>
        </message>
        <message>
            <source>Move…</source>
            <translation>Verschieben …</translation>
        </message>
        <message>
            <source>My clips</source>
            <translation>Meine Clips</translation>
        </message>
        <message>
            <source>Māori</source>
            <translation>Māori</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Name of the model</source>
            <translation>Name des Modells</translation>
        </message>
        <message>
            <source>Nepali</source>
            <translation>Nepalesisch</translation>
        </message>
        <message>
            <source>Never use the network</source>
            <translation>Nie das Netz nutzen</translation>
        </message>
        <message>
            <source>New clips wait for the model {title}, which is being downloaded.</source>
            <translation>Neue Clips warten auf das Modell {title}, das gerade heruntergeladen wird.</translation>
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
            <source>New token</source>
            <translation>Neues Token</translation>
        </message>
        <message>
            <source>New token…</source>
            <translation>Neues Token…</translation>
        </message>
        <message>
            <source>Next (Enter)</source>
            <translation>Nächste Stelle (Eingabe)</translation>
        </message>
        <message>
            <source>Next clip</source>
            <translation>Nächster Clip</translation>
        </message>
        <message>
            <source>Next speech without text</source>
            <translation>Nächste Sprache ohne Text</translation>
        </message>
        <message>
            <source>No</source>
            <translation>Nein</translation>
        </message>
        <message>
            <source>No clip has failed.</source>
            <translation>Kein Clip ist fehlgeschlagen.</translation>
        </message>
        <message>
            <source>No clips yet</source>
            <translation>Noch keine Clips</translation>
        </message>
        <message>
            <source>No connection, {percent} % downloaded</source>
            <translation>Keine Verbindung, {percent} % heruntergeladen</translation>
        </message>
        <message>
            <source>No microphone was found.</source>
            <translation>Es wurde kein Mikrofon gefunden.</translation>
        </message>
        <message>
            <source>No name</source>
            <translation>Kein Name</translation>
        </message>
        <message>
            <source>No sound</source>
            <translation>Kein Ton</translation>
        </message>
        <message>
            <source>No speakers found</source>
            <translation>Keine Sprecher gefunden</translation>
        </message>
        <message>
            <source>No speech found</source>
            <translation>Keine Sprache gefunden</translation>
        </message>
        <message>
            <source>No transcript contains “{words}”.</source>
            <translation>Kein Transkript enthält „{words}“.</translation>
        </message>
        <message>
            <source>No voice is known yet. In a text with speakers: “Remember this voice…” in the menu “Text”.</source>
            <translation>Noch ist keine Stimme bekannt. In einem Text mit Sprechern: „Diese Stimme merken…“ im Menü „Text“.</translation>
        </message>
        <message>
            <source>No, {speaker} is not {name}</source>
            <translation>Nein, {speaker} ist nicht {name}</translation>
        </message>
        <message>
            <source>Nobody has published a figure.</source>
            <translation>Dazu hat niemand eine Zahl veröffentlicht.</translation>
        </message>
        <message>
            <source>Nobody is named there. Find the speakers first, then choose one in the text.</source>
            <translation>Dort ist niemand benannt. Lassen Sie zuerst die Sprecher finden und wählen Sie dann einen im Text.</translation>
        </message>
        <message>
            <source>Nobody is recognised any more. Texts keep the names.</source>
            <translation>Niemand wird mehr erkannt. In den Texten bleiben die Namen.</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>Norwegian</source>
            <translation>Norwegisch</translation>
        </message>
        <message>
            <source>Norwegian Nynorsk</source>
            <translation>Norwegisch (Nynorsk)</translation>
        </message>
        <message>
            <source>Not found</source>
            <translation>Nicht gefunden</translation>
        </message>
        <message>
            <source>Not on this computer</source>
            <translation>Nicht auf diesem Computer</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>Nichts</translation>
        </message>
        <message>
            <source>Nothing is changed before you have seen what is in it.</source>
            <translation>Nichts wird geändert, bevor Sie gesehen haben, was darin ist.</translation>
        </message>
        <message>
            <source>Nothing is deleted now.</source>
            <translation>Jetzt wird nichts gelöscht.</translation>
        </message>
        <message>
            <source>Nothing is on its way.</source>
            <translation>Nichts ist unterwegs.</translation>
        </message>
        <message>
            <source>Nothing is removed before all of it is in its new place.</source>
            <translation>Nichts wird entfernt, bevor alles am neuen Ort ist.</translation>
        </message>
        <message>
            <source>Nothing was changed. Your clips and texts are safe, and a newer Everyclip opens them.</source>
            <translation>Nichts wurde geändert. Ihre Clips und Texte sind sicher, und ein neueres Everyclip öffnet sie.</translation>
        </message>
        <message>
            <source>Nothing was deleted recently.</source>
            <translation>Kürzlich wurde nichts gelöscht.</translation>
        </message>
        <message>
            <source>Nothing was taken in, because no session could be opened.</source>
            <translation>Nichts wurde übernommen, weil sich keine Sitzung öffnen ließ.</translation>
        </message>
        <message>
            <source>Notify me when clips finish</source>
            <translation>Benachrichtigen, wenn Clips fertig sind</translation>
        </message>
        <message>
            <source>Occitan</source>
            <translation>Okzitanisch</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>Aus</translation>
        </message>
        <message>
            <source>On their way</source>
            <translation>Unterwegs</translation>
        </message>
        <message>
            <source>On this computer</source>
            <translation>Auf diesem Computer</translation>
        </message>
        <message>
            <source>One file</source>
            <translation>Eine Datei</translation>
        </message>
        <message>
            <source>One per line, spelled as they should appear. The model listens for them. The first ones count most: it has room for about 60.</source>
            <translation>Einer je Zeile, so wie er geschrieben wird. Das Modell achtet auf sie. Die ersten zählen am meisten: Es hat Platz für etwa 60.</translation>
        </message>
        <message>
            <source>One per line.</source>
            <translation>Einer je Zeile.</translation>
        </message>
        <message>
            <source>One speaker each</source>
            <translation>Je ein Sprecher</translation>
        </message>
        <message numerus="yes">
            <source>Only the audio of {n} clips could be saved. They will be transcribed again in the session “Found again”.</source>
            <translation>
                <numerusform>Von 1 Clip ließ sich nur der Ton retten. Er wird in der Sitzung „Found again“ neu transkribiert.</numerusform>
                <numerusform>Von {n} Clips ließ sich nur der Ton retten. Sie werden in der Sitzung „Found again“ neu transkribiert.</numerusform>
            </translation>
        </message>
        <message>
            <source>Only waiting clips can be moved.</source>
            <translation>Nur wartende Clips lassen sich verschieben.</translation>
        </message>
        <message>
            <source>Open Everyclip</source>
            <translation>Everyclip öffnen</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Opens the page with the API in your browser</source>
            <translation>Öffnet die Seite mit der Schnittstelle im Browser</translation>
        </message>
        <message>
            <source>Options for new clips</source>
            <translation>Optionen für neue Clips</translation>
        </message>
        <message>
            <source>Other model from the hub</source>
            <translation>Anderes Modell vom Hub</translation>
        </message>
        <message>
            <source>Other model from the hub…</source>
            <translation>Anderes Modell vom Hub …</translation>
        </message>
        <message>
            <source>Other texts of this clip…</source>
            <translation>Andere Texte dieses Clips …</translation>
        </message>
        <message>
            <source>Otherwise files stay where they are, unchanged. A file is moved once its text and all its documents are there, never over another file.</source>
            <translation>Sonst bleiben Dateien unverändert, wo sie sind. Verschoben wird eine Datei erst, wenn ihr Text und alle Dokumente da sind, und nie über eine andere.</translation>
        </message>
        <message>
            <source>Package</source>
            <translation>Paket</translation>
        </message>
        <message>
            <source>Packages</source>
            <translation>Pakete</translation>
        </message>
        <message>
            <source>Partly downloaded</source>
            <translation>Teilweise heruntergeladen</translation>
        </message>
        <message>
            <source>Pashto</source>
            <translation>Paschtu</translation>
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
            <source>Pause everything</source>
            <translation>Alles anhalten</translation>
        </message>
        <message>
            <source>Pause requested</source>
            <translation>Anhalten angefordert</translation>
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
            <source>Paused at {percent} %</source>
            <translation>Angehalten bei {percent} %</translation>
        </message>
        <message>
            <source>Persian</source>
            <translation>Persisch</translation>
        </message>
        <message>
            <source>Pieces at a time</source>
            <translation>Stücke auf einmal</translation>
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
            <source>Play from here</source>
            <translation>Ab hier abspielen</translation>
        </message>
        <message>
            <source>Polish</source>
            <translation>Polnisch</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>Port</translation>
        </message>
        <message>
            <source>Portuguese</source>
            <translation>Portugiesisch</translation>
        </message>
        <message>
            <source>Press Record, then just speak: each pause ends a clip</source>
            <translation>Auf „Aufnehmen“ drücken, dann einfach sprechen: Jede Pause beendet einen Clip</translation>
        </message>
        <message>
            <source>Previous (Shift+Enter)</source>
            <translation>Vorige Stelle (Umschalt+Eingabe)</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <source>Processor threads</source>
            <translation>Prozessor-Threads</translation>
        </message>
        <message>
            <source>Programs</source>
            <translation>Programme</translation>
        </message>
        <message>
            <source>Programs and folders</source>
            <translation>Programme und Ordner</translation>
        </message>
        <message>
            <source>Programs that speak OpenAI’s audio API need this address and the token. Only programs on this computer can connect, and only while Everyclip is open.</source>
            <translation>Programme, die OpenAIs Audio-Schnittstelle sprechen, brauchen diese Adresse und das Token. Nur Programme auf diesem Rechner können sich verbinden, und nur solange Everyclip geöffnet ist.</translation>
        </message>
        <message>
            <source>Programs that use the old token are turned away until you give them the new one.</source>
            <translation>Programme mit dem alten Token werden abgewiesen, bis Sie ihnen das neue geben.</translation>
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
            <source>Punjabi</source>
            <translation>Punjabi</translation>
        </message>
        <message>
            <source>Put a field in: the clip's name, its session, the day…</source>
            <translation>Ein Feld einsetzen: den Namen des Clips, seine Sitzung, den Tag…</translation>
        </message>
        <message>
            <source>Puts all clips, texts and settings into one file</source>
            <translation>Schreibt alle Clips, Texte und Einstellungen in eine Datei</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <source>Queue order</source>
            <translation>Reihenfolge der Warteschlange</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Read through its files and compare them with the originals</source>
            <translation>Die Dateien durchlesen und mit den Originalen vergleichen</translation>
        </message>
        <message>
            <source>Recently deleted</source>
            <translation>Kürzlich gelöscht</translation>
        </message>
        <message>
            <source>Recently deleted…</source>
            <translation>Kürzlich gelöscht …</translation>
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
            <source>Recording does not work here yet.</source>
            <translation>Das Aufnehmen geht hier noch nicht.</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Remember</source>
            <translation>Merken</translation>
        </message>
        <message>
            <source>Remember this voice</source>
            <translation>Diese Stimme merken</translation>
        </message>
        <message>
            <source>Remember this voice…</source>
            <translation>Diese Stimme merken…</translation>
        </message>
        <message>
            <source>Remember voices that I choose, and recognise them</source>
            <translation>Stimmen, die ich auswähle, merken und wiedererkennen</translation>
        </message>
        <message>
            <source>Remembered</source>
            <translation>Gemerkt</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>Remove a model</source>
            <translation>Modell entfernen</translation>
        </message>
        <message>
            <source>Remove after this many days:</source>
            <translation>Nach so vielen Tagen entfernen:</translation>
        </message>
        <message>
            <source>Remove the audio and keep the text</source>
            <translation>Die Aufnahme entfernen, den Text behalten</translation>
        </message>
        <message>
            <source>Remove the audio and the text</source>
            <translation>Aufnahme und Text entfernen</translation>
        </message>
        <message>
            <source>Remove the oldest when all audio takes more than:</source>
            <translation>Die ältesten entfernen, wenn alle Aufnahmen mehr belegen als:</translation>
        </message>
        <message>
            <source>Remove {title} from this computer? That frees {size}.</source>
            <translation>{title} von diesem Computer entfernen? Das macht {size} frei.</translation>
        </message>
        <message>
            <source>Remove {title} from this computer? That frees {size}. You can download it again later.</source>
            <translation>{title} von diesem Computer entfernen? Das macht {size} frei. Sie können es später wieder herunterladen.</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>Entfernen …</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <source>Rename clip</source>
            <translation>Clip umbenennen</translation>
        </message>
        <message>
            <source>Rename session</source>
            <translation>Sitzung umbenennen</translation>
        </message>
        <message>
            <source>Rename the chosen voice</source>
            <translation>Die gewählte Stimme umbenennen</translation>
        </message>
        <message>
            <source>Rename the voice</source>
            <translation>Stimme umbenennen</translation>
        </message>
        <message>
            <source>Rename {name} throughout</source>
            <translation>{name} überall umbenennen</translation>
        </message>
        <message>
            <source>Renamed to “{name}”</source>
            <translation>Umbenannt in „{name}“</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Umbenennen…</translation>
        </message>
        <message>
            <source>Repair now</source>
            <translation>Jetzt reparieren</translation>
        </message>
        <message>
            <source>Repairing</source>
            <translation>Reparatur</translation>
        </message>
        <message>
            <source>Repairing keeps a copy of the damaged file, saves every text that can be read, and transcribes again what cannot. If you have a recent backup, you may quit and restore that instead.</source>
            <translation>Die Reparatur bewahrt eine Kopie der beschädigten Datei auf, rettet jeden lesbaren Text und transkribiert den Rest neu. Wenn Sie eine aktuelle Sicherung haben, können Sie beenden und stattdessen diese zurückspielen.</translation>
        </message>
        <message>
            <source>Repairing keeps a copy of the file, and takes over the clips and texts alone.</source>
            <translation>Die Reparatur bewahrt eine Kopie der Datei auf und übernimmt nur die Clips und Texte.</translation>
        </message>
        <message>
            <source>Repairing makes clips of the audio again and transcribes them. If you have the file elsewhere, or a backup, quit and bring that back instead.</source>
            <translation>Die Reparatur macht aus den Tonaufnahmen wieder Clips und transkribiert sie. Wenn Sie die Datei anderswo haben oder eine Sicherung, beenden Sie Everyclip und spielen Sie stattdessen diese zurück.</translation>
        </message>
        <message>
            <source>Repairing. This may take a few minutes; please do not turn the computer off.</source>
            <translation>Es wird repariert. Das kann einige Minuten dauern; bitte schalten Sie den Computer nicht aus.</translation>
        </message>
        <message>
            <source>Repair…</source>
            <translation>Reparieren …</translation>
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
            <source>Replace it</source>
            <translation>Ersetzen</translation>
        </message>
        <message>
            <source>Replace with</source>
            <translation>Ersetzen durch</translation>
        </message>
        <message>
            <source>Replacements from the settings</source>
            <translation>Ersetzungen aus den Einstellungen</translation>
        </message>
        <message>
            <source>Replace…</source>
            <translation>Ersetzen…</translation>
        </message>
        <message>
            <source>Report a problem</source>
            <translation>Problem melden</translation>
        </message>
        <message>
            <source>Report a problem…</source>
            <translation>Problem melden …</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>Reset all</source>
            <translation>Alle zurücksetzen</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Restore a backup</source>
            <translation>Sicherung wiederherstellen</translation>
        </message>
        <message>
            <source>Restore a backup…</source>
            <translation>Sicherung wiederherstellen …</translation>
        </message>
        <message>
            <source>Restore default shortcuts</source>
            <translation>Standard-Tastenkürzel wiederherstellen</translation>
        </message>
        <message>
            <source>Restore the machine's text</source>
            <translation>Den Text der Maschine wiederherstellen</translation>
        </message>
        <message>
            <source>Restore this action’s default keys</source>
            <translation>Standardtasten dieser Aktion wiederherstellen</translation>
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
            <source>Resume the download</source>
            <translation>Download fortsetzen</translation>
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
        <message numerus="yes">
            <source>Retry {n} clips</source>
            <translation>
                <numerusform>{n} Clip wiederholen</numerusform>
                <numerusform>{n} Clips wiederholen</numerusform>
            </translation>
        </message>
        <message>
            <source>Romanian</source>
            <translation>Rumänisch</translation>
        </message>
        <message>
            <source>Russian</source>
            <translation>Russisch</translation>
        </message>
        <message>
            <source>Same as system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Sanskrit</source>
            <translation>Sanskrit</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Save the report</source>
            <translation>Bericht speichern</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>Speichern …</translation>
        </message>
        <message>
            <source>Saving…</source>
            <translation>Wird gesichert…</translation>
        </message>
        <message>
            <source>Say how many there are: they are told apart anew, at once</source>
            <translation>Sagen Sie, wie viele es sind: Sie werden sofort neu unterschieden</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Search everything that was said</source>
            <translation>Alles Gesagte durchsuchen</translation>
        </message>
        <message>
            <source>Seconds of the clip transcribed in one second</source>
            <translation>Sekunden des Clips, die in einer Sekunde transkribiert wurden</translation>
        </message>
        <message>
            <source>Segment inserted</source>
            <translation>Abschnitt eingefügt</translation>
        </message>
        <message>
            <source>Segment split</source>
            <translation>Abschnitt geteilt</translation>
        </message>
        <message>
            <source>Segments deleted</source>
            <translation>Abschnitte gelöscht</translation>
        </message>
        <message>
            <source>Segments joined</source>
            <translation>Abschnitte verbunden</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Alles auswählen</translation>
        </message>
        <message>
            <source>Serbian</source>
            <translation>Serbisch</translation>
        </message>
        <message>
            <source>Session</source>
            <translation>Sitzung</translation>
        </message>
        <message>
            <source>Session “{name}” deleted</source>
            <translation>Sitzung „{name}“ gelöscht</translation>
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
            <source>Settings…</source>
            <translation>Einstellungen…</translation>
        </message>
        <message>
            <source>Several clips at once</source>
            <translation>Mehrere Clips auf einmal</translation>
        </message>
        <message>
            <source>Shona</source>
            <translation>Shona</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Zeigen</translation>
        </message>
        <message>
            <source>Show Everyclip</source>
            <translation>Everyclip zeigen</translation>
        </message>
        <message>
            <source>Show the token</source>
            <translation>Token anzeigen</translation>
        </message>
        <message>
            <source>Show this text</source>
            <translation>Diesen Text zeigen</translation>
        </message>
        <message>
            <source>Sindhi</source>
            <translation>Sindhi</translation>
        </message>
        <message>
            <source>Sinhala</source>
            <translation>Singhalesisch</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Size on disk, or download size if not installed.</source>
            <translation>Größe auf dem Datenträger, oder Größe des Downloads, wenn es nicht installiert ist.</translation>
        </message>
        <message>
            <source>Skip pauses</source>
            <translation>Pausen überspringen</translation>
        </message>
        <message>
            <source>Slovak</source>
            <translation>Slowakisch</translation>
        </message>
        <message>
            <source>Slovenian</source>
            <translation>Slowenisch</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>Kleinerer Text</translation>
        </message>
        <message>
            <source>Somali</source>
            <translation>Somali</translation>
        </message>
        <message>
            <source>Some needed more than one attempt; their details say why.</source>
            <translation>Manche brauchten mehr als einen Versuch; ihre Einzelheiten zeigen, warum.</translation>
        </message>
        <message>
            <source>Somebody speaks there already. Go to a pause, or edit the text there.</source>
            <translation>Dort spricht schon jemand. Gehen Sie zu einer Pause, oder bearbeiten Sie den Text dort.</translation>
        </message>
        <message>
            <source>Someone else from here on</source>
            <translation>Ab hier spricht jemand anders</translation>
        </message>
        <message>
            <source>Someone else from here on…</source>
            <translation>Ab hier spricht jemand anders…</translation>
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
            <source>Spanish</source>
            <translation>Spanisch</translation>
        </message>
        <message>
            <source>Speaker</source>
            <translation>Sprecher</translation>
        </message>
        <message>
            <source>Speaker named</source>
            <translation>Sprecher benannt</translation>
        </message>
        <message>
            <source>Speaker renamed</source>
            <translation>Sprecher umbenannt</translation>
        </message>
        <message>
            <source>Speaker {}</source>
            <translation>Sprecher {}</translation>
        </message>
        <message>
            <source>Speakers</source>
            <translation>Sprecher</translation>
        </message>
        <message>
            <source>Speakers are looked for no more</source>
            <translation>Sprecher werden nicht mehr gesucht</translation>
        </message>
        <message>
            <source>Speakers found</source>
            <translation>Sprecher gefunden</translation>
        </message>
        <message>
            <source>Speaker…</source>
            <translation>Sprecher…</translation>
        </message>
        <message>
            <source>Speech without text transcribed again</source>
            <translation>Sprache ohne Text noch einmal transkribiert</translation>
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
            <source>Standard</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>Standard: several parts at once</source>
            <translation>Standard: mehrere Abschnitte auf einmal</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Anfang</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>Startet…</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Stop watching the chosen folder</source>
            <translation>Gewählten Ordner nicht mehr überwachen</translation>
        </message>
        <message>
            <source>Stop watching the chosen folder. Its files and clips stay.</source>
            <translation>Den gewählten Ordner nicht mehr überwachen. Seine Dateien und Clips bleiben.</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>Wird angehalten …</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Struck out: only in the text that is shown. Underlined: only in this one.</source>
            <translation>Durchgestrichen: nur im Text, der gezeigt wird. Unterstrichen: nur in diesem.</translation>
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
            <source>Sundanese</source>
            <translation>Sundanesisch</translation>
        </message>
        <message>
            <source>Swahili</source>
            <translation>Suaheli</translation>
        </message>
        <message>
            <source>Swedish</source>
            <translation>Schwedisch</translation>
        </message>
        <message>
            <source>Switched off: no voice is remembered or recognised.</source>
            <translation>Ausgeschaltet: Es wird keine Stimme gemerkt oder erkannt.</translation>
        </message>
        <message>
            <source>Switched off: nothing listens.</source>
            <translation>Ausgeschaltet: Es werden keine Verbindungen angenommen.</translation>
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
            <source>Table</source>
            <translation>Tabelle</translation>
        </message>
        <message>
            <source>Table with times (TSV)</source>
            <translation>Tabelle mit Zeiten (TSV)</translation>
        </message>
        <message>
            <source>Tagalog</source>
            <translation>Tagalog</translation>
        </message>
        <message>
            <source>Tajik</source>
            <translation>Tadschikisch</translation>
        </message>
        <message>
            <source>Take in a model from a folder or an archive. Dropping it here does the same.</source>
            <translation>Ein Modell aus einem Ordner oder Archiv übernehmen. Es hier fallen zu lassen bewirkt dasselbe.</translation>
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
            <source>Taking in “{name}”, {percent} %</source>
            <translation>„{name}“ wird übernommen, {percent} %</translation>
        </message>
        <message>
            <source>Tamil</source>
            <translation>Tamil</translation>
        </message>
        <message>
            <source>Tatar</source>
            <translation>Tatarisch</translation>
        </message>
        <message>
            <source>Telugu</source>
            <translation>Telugu</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Text changed</source>
            <translation>Text geändert</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>Textgröße</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>Texte</translation>
        </message>
        <message>
            <source>Texts of this clip</source>
            <translation>Texte dieses Clips</translation>
        </message>
        <message>
            <source>Thai</source>
            <translation>Thai</translation>
        </message>
        <message>
            <source>The audio of this clip is gone from Everyclip's folder. Its text is kept.</source>
            <translation>Der Ton dieses Clips ist aus dem Ordner von Everyclip verschwunden. Sein Text ist erhalten.</translation>
        </message>
        <message>
            <source>The audio was removed, as your settings say; the text is kept</source>
            <translation>Die Aufnahme wurde entfernt, wie in den Einstellungen gewünscht; der Text bleibt</translation>
        </message>
        <message>
            <source>The backup is being checked</source>
            <translation>Die Sicherung wird geprüft</translation>
        </message>
        <message>
            <source>The backup of {day} is restored. What was here before is kept in {folder}.</source>
            <translation>Die Sicherung von {day} ist wiederhergestellt. Was vorher hier war, liegt in {folder}.</translation>
        </message>
        <message>
            <source>The current text stays until there is a new one, and is kept alongside it.</source>
            <translation>Der vorhandene Text bleibt, bis es einen neuen gibt, und wird daneben aufbewahrt.</translation>
        </message>
        <message>
            <source>The damaged file is kept in {folder}.</source>
            <translation>Die beschädigte Datei liegt in {folder}.</translation>
        </message>
        <message>
            <source>The environment variable EVERYCLIP_HOME says that it is there.</source>
            <translation>Die Umgebungsvariable EVERYCLIP_HOME legt diesen Ort fest.</translation>
        </message>
        <message>
            <source>The file that holds them also holds something that could do harm, and that Everyclip did not put there ({what}). Nothing in it was changed.</source>
            <translation>Die Datei, in der sie liegen, enthält auch etwas, das schaden könnte und nicht von Everyclip stammt ({what}). Nichts darin wurde geändert.</translation>
        </message>
        <message>
            <source>The file that holds them is damaged. Nothing in it was changed, and the audio of your clips is in separate files.</source>
            <translation>Die Datei, die sie enthält, ist beschädigt. Nichts darin wurde geändert, und der Ton Ihrer Clips liegt in eigenen Dateien.</translation>
        </message>
        <message>
            <source>The file that holds your clips and texts is damaged. Some of them cannot be read or stored now.</source>
            <translation>Die Datei mit Ihren Clips und Texten ist beschädigt. Einiges lässt sich jetzt nicht lesen oder speichern.</translation>
        </message>
        <message>
            <source>The file that holds your clips and texts is missing or empty, while the audio of clips is there. Nothing was changed.</source>
            <translation>Die Datei mit Ihren Clips und Texten fehlt oder ist leer, während die Tonaufnahmen von Clips da sind. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>The file was moved to {path}</source>
            <translation>Die Datei wurde nach {path} verschoben</translation>
        </message>
        <message>
            <source>The file will have about {size}; {free} are free there.</source>
            <translation>Die Datei wird etwa {size} groß; dort sind {free} frei.</translation>
        </message>
        <message>
            <source>The graphics card cannot be seen ({detail}). Reinstall NVIDIA's driver and restart.</source>
            <translation>Die Grafikkarte wird nicht erkannt ({detail}). Installieren Sie den NVIDIA-Treiber neu, und starten Sie den Computer neu.</translation>
        </message>
        <message>
            <source>The graphics card is not used yet: NVIDIA's cuBLAS is missing. {remedy}</source>
            <translation>Die Grafikkarte wird noch nicht genutzt: NVIDIAs cuBLAS fehlt. {remedy}</translation>
        </message>
        <message>
            <source>The list of your clips is gone</source>
            <translation>Die Liste Ihrer Clips ist weg</translation>
        </message>
        <message>
            <source>The machine's text restored</source>
            <translation>Text der Maschine wiederhergestellt</translation>
        </message>
        <message>
            <source>The model had no room for the last {n} terms of the vocabulary</source>
            <translation>Das Modell hatte keinen Platz für die letzten {n} Begriffe</translation>
        </message>
        <message>
            <source>The model that listened, and what it ran on</source>
            <translation>Das Modell, das zugehört hat, und worauf es lief</translation>
        </message>
        <message>
            <source>The model was sure of every word of this text.</source>
            <translation>Das Modell war sich bei jedem Wort dieses Textes sicher.</translation>
        </message>
        <message>
            <source>The model {title} is damaged. Download or import it again.</source>
            <translation>Das Modell {title} ist beschädigt. Laden oder importieren Sie es noch einmal.</translation>
        </message>
        <message>
            <source>The model {title} is not on this computer. Get it, or choose another one.</source>
            <translation>Das Modell {title} ist nicht auf diesem Computer. Holen Sie es, oder wählen Sie ein anderes.</translation>
        </message>
        <message>
            <source>The models too: {size}</source>
            <translation>Auch die Modelle: {size}</translation>
        </message>
        <message>
            <source>The new text is shown beside the old one. Nothing changes until you choose it.</source>
            <translation>Der neue Text wird neben dem alten gezeigt. Nichts ändert sich, bis Sie ihn wählen.</translation>
        </message>
        <message>
            <source>The old text and the new one</source>
            <translation>Der alte und der neue Text</translation>
        </message>
        <message>
            <source>The other one is kept</source>
            <translation>Der andere bleibt erhalten</translation>
        </message>
        <message>
            <source>The recording is in “{name}”.</source>
            <translation>Die Aufnahme ist in „{name}“.</translation>
        </message>
        <message>
            <source>The report</source>
            <translation>Der Bericht</translation>
        </message>
        <message>
            <source>The search index was rebuilt.</source>
            <translation>Der Suchindex wurde neu angelegt.</translation>
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
            <source>The table is sorted by a column. Right-click its header, choose “Queue order”, then drag again.</source>
            <translation>Die Tabelle ist nach einer Spalte sortiert. Klicken Sie mit der rechten Maustaste auf ihre Kopfzeile, wählen Sie „Reihenfolge der Warteschlange“ und ziehen Sie dann noch einmal.</translation>
        </message>
        <message>
            <source>The text appears here as it is transcribed.</source>
            <translation>Der Text erscheint hier während der Transkription.</translation>
        </message>
        <message>
            <source>The text at {place} repeated itself, and this was left out: “{text}”</source>
            <translation>Der Text bei {place} wiederholte sich; weggelassen wurde: „{text}“</translation>
        </message>
        <message>
            <source>The text at {place} was doubtful, so it was transcribed again more thoroughly</source>
            <translation>Der Text bei {place} war zweifelhaft und wurde noch einmal gründlicher transkribiert</translation>
        </message>
        <message>
            <source>The text is as the machine wrote it.</source>
            <translation>Der Text ist, wie die Maschine ihn schrieb.</translation>
        </message>
        <message>
            <source>The text of your recording is copied.</source>
            <translation>Der Text Ihrer Aufnahme ist kopiert.</translation>
        </message>
        <message>
            <source>The voice of {name} is remembered.</source>
            <translation>Die Stimme von {name} ist gemerkt.</translation>
        </message>
        <message>
            <source>The whole clip</source>
            <translation>Der ganze Clip</translation>
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
            <source>There is a file “{name}” already. The backup would take its place.</source>
            <translation>Es gibt schon eine Datei „{name}“. Die Sicherung würde an ihre Stelle treten.</translation>
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
            <source>There is no other text of this clip. Retry it with other settings to get one.</source>
            <translation>Es gibt keinen anderen Text dieses Clips. Transkribieren Sie ihn mit anderen Einstellungen, um einen zu bekommen.</translation>
        </message>
        <message>
            <source>There is no pause after this segment. Split it, or change its times to make room.</source>
            <translation>Nach diesem Abschnitt ist keine Pause. Teilen Sie ihn, oder ändern Sie seine Zeiten, um Platz zu schaffen.</translation>
        </message>
        <message>
            <source>There is no text to edit. To write some, choose “Insert a segment…”.</source>
            <translation>Es gibt keinen Text zum Bearbeiten. Um welchen zu schreiben, wählen Sie „Abschnitt einfügen …“.</translation>
        </message>
        <message>
            <source>There is room from {start} to {end} s.</source>
            <translation>Platz ist von {start} bis {end} s.</translation>
        </message>
        <message numerus="yes">
            <source>There is speech in {n} places for which no text was found.</source>
            <translation>
                <numerusform>An {n} Stelle wird gesprochen, ohne dass dafür ein Text gefunden wurde.</numerusform>
                <numerusform>An {n} Stellen wird gesprochen, ohne dass dafür ein Text gefunden wurde.</numerusform>
            </translation>
        </message>
        <message>
            <source>There was nothing to repair.</source>
            <translation>Es gab nichts zu reparieren.</translation>
        </message>
        <message>
            <source>These apply to new clips. “Retry” keeps the settings that a clip came with.</source>
            <translation>Dies gilt für Clips, die ab jetzt hereinkommen. „Wiederholen“ behält, womit ein Clip kam.</translation>
        </message>
        <message>
            <source>These are added to the names and terms that you have set for all clips. One per line.</source>
            <translation>Kommen zu den Namen und Begriffen hinzu, die für alle Clips gelten. Einer pro Zeile.</translation>
        </message>
        <message>
            <source>These are preferred when the language is detected. Others are still recognised.</source>
            <translation>Wo die Sprache erkannt wird, gelten diese als wahrscheinlicher. Andere werden weiterhin erkannt.</translation>
        </message>
        <message>
            <source>This Everyclip is too old for your data</source>
            <translation>Dieses Everyclip ist zu alt für Ihre Daten</translation>
        </message>
        <message>
            <source>This backup was made on {day}. It brings back {sessions}: {clips}, {texts} ({size}).</source>
            <translation>Diese Sicherung ist vom {day}. Sie bringt {sessions} zurück: {clips}, {texts} ({size}).</translation>
        </message>
        <message>
            <source>This desktop has no tray for the icon that would bring the window back.</source>
            <translation>Dieser Desktop hat keinen Infobereich für das Symbol, das das Fenster zurückholen würde.</translation>
        </message>
        <message>
            <source>This folder is Everyclip's own. Choose another, best on another disk.</source>
            <translation>Dieser Ordner gehört Everyclip selbst. Wählen Sie einen anderen, am besten auf einem anderen Datenträger.</translation>
        </message>
        <message>
            <source>This helps to find out what went wrong. It holds versions, your computer’s parts, your settings and the end of the log, but no texts, no names of clips and no places. Nothing is sent: look through it, then copy or save it, and pass it on yourself.</source>
            <translation>Dies hilft herauszufinden, was schiefging. Es enthält Versionen, die Bauteile Ihres Computers, Ihre Einstellungen und das Ende des Protokolls, aber keine Texte, keine Namen von Clips und keine Orte. Nichts wird gesendet: Sehen Sie es durch, kopieren oder speichern Sie es, und geben Sie es selbst weiter.</translation>
        </message>
        <message>
            <source>This is the text that is shown.</source>
            <translation>Das ist der Text, der gezeigt wird.</translation>
        </message>
        <message>
            <source>This text was changed elsewhere. What you type is kept; the rest follows.</source>
            <translation>Dieser Text wurde anderswo geändert. Was Sie tippen, bleibt; der Rest folgt.</translation>
        </message>
        <message>
            <source>This will be deleted now: {what} ({size}).</source>
            <translation>Jetzt wird gelöscht: {what} ({size}).</translation>
        </message>
        <message>
            <source>Tibetan</source>
            <translation>Tibetisch</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Times changed</source>
            <translation>Zeiten geändert</translation>
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
            <source>To be written as a document</source>
            <translation>Wird als Dokument geschrieben</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>Heute</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>Token</translation>
        </message>
        <message>
            <source>Too loud</source>
            <translation>Zu laut</translation>
        </message>
        <message>
            <source>Track</source>
            <translation>Spur</translation>
        </message>
        <message>
            <source>Track {n}</source>
            <translation>Spur {n}</translation>
        </message>
        <message>
            <source>Transcribe again</source>
            <translation>Noch einmal transkribieren</translation>
        </message>
        <message>
            <source>Transcribe again with</source>
            <translation>Erneut transkribieren mit</translation>
        </message>
        <message>
            <source>Transcribe again with…</source>
            <translation>Erneut transkribieren mit…</translation>
        </message>
        <message>
            <source>Transcribe this part again…</source>
            <translation>Diesen Teil noch einmal transkribieren …</translation>
        </message>
        <message>
            <source>Transcribe this stretch again, carefully</source>
            <translation>Diesen Abschnitt noch einmal und gründlich transkribieren</translation>
        </message>
        <message>
            <source>Transcribe {stretch} again</source>
            <translation>{stretch} noch einmal transkribieren</translation>
        </message>
        <message>
            <source>Transcribes 40 sample clips at once and checks every text</source>
            <translation>Transkribiert 40 Beispielclips auf einmal und prüft jeden Text</translation>
        </message>
        <message>
            <source>Transcribing again…</source>
            <translation>Wird noch einmal transkribiert…</translation>
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
            <source>Translate to English</source>
            <translation>Ins Englische übersetzen</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Noch einmal versuchen</translation>
        </message>
        <message>
            <source>Try the sample clips</source>
            <translation>Beispielclips ausprobieren</translation>
        </message>
        <message>
            <source>Turkish</source>
            <translation>Türkisch</translation>
        </message>
        <message>
            <source>Turkmen</source>
            <translation>Turkmenisch</translation>
        </message>
        <message>
            <source>Turns speech into text on this computer. Nothing leaves it. Licence: {licence}.</source>
            <translation>Macht auf diesem Computer aus Gesprochenem Text. Nichts verlässt ihn. Lizenz: {licence}.</translation>
        </message>
        <message>
            <source>Two channels</source>
            <translation>Zwei Kanäle</translation>
        </message>
        <message>
            <source>Type words to look for. Every passage that has all of them is shown.</source>
            <translation>Geben Sie Wörter ein. Gezeigt wird jede Stelle, die alle enthält.</translation>
        </message>
        <message>
            <source>Ukrainian</source>
            <translation>Ukrainisch</translation>
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
            <source>Undo move</source>
            <translation>Verschieben rückgängig machen</translation>
        </message>
        <message>
            <source>Undo rename</source>
            <translation>Umbenennen rückgängig machen</translation>
        </message>
        <message>
            <source>Unknown edit</source>
            <translation>Unbekannte Bearbeitung</translation>
        </message>
        <message>
            <source>Unreadable entry</source>
            <translation>Unlesbarer Eintrag</translation>
        </message>
        <message>
            <source>Urdu</source>
            <translation>Urdu</translation>
        </message>
        <message>
            <source>Use for new clips</source>
            <translation>Für neue Clips nutzen</translation>
        </message>
        <message>
            <source>Use the new text</source>
            <translation>Neuen Text nehmen</translation>
        </message>
        <message>
            <source>Use this text there</source>
            <translation>Diesen Text dort nehmen</translation>
        </message>
        <message>
            <source>Use {title} for new clips</source>
            <translation>{title} für neue Clips nutzen</translation>
        </message>
        <message>
            <source>Used from the next start of Everyclip.</source>
            <translation>Gilt ab dem nächsten Start von Everyclip.</translation>
        </message>
        <message>
            <source>Usual text size</source>
            <translation>Übliche Textgröße</translation>
        </message>
        <message>
            <source>Uzbek</source>
            <translation>Usbekisch</translation>
        </message>
        <message>
            <source>Verify files</source>
            <translation>Dateien prüfen</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>Vietnamese</source>
            <translation>Vietnamesisch</translation>
        </message>
        <message>
            <source>Vocabulary (names and terms)</source>
            <translation>Vokabular (Namen und Begriffe)</translation>
        </message>
        <message>
            <source>Vocabulary (names and terms)…</source>
            <translation>Vokabular (Namen und Begriffe) …</translation>
        </message>
        <message>
            <source>Waited</source>
            <translation>Gewartet</translation>
        </message>
        <message>
            <source>Waits for attempt {n}</source>
            <translation>Wartet auf Versuch {n}</translation>
        </message>
        <message numerus="yes">
            <source>Waits: {n} clips are before it</source>
            <translation>
                <numerusform>Wartet: 1 Clip ist vor ihm dran</numerusform>
                <numerusform>Wartet: {n} Clips sind vor ihm dran</numerusform>
            </translation>
        </message>
        <message>
            <source>Watched</source>
            <translation>Wird überwacht</translation>
        </message>
        <message>
            <source>Watched folder</source>
            <translation>Überwachter Ordner</translation>
        </message>
        <message>
            <source>Watched folders</source>
            <translation>Überwachte Ordner</translation>
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
            <source>Welsh</source>
            <translation>Walisisch</translation>
        </message>
        <message>
            <source>What is here now ({sessions}, {clips}) is set aside; nothing of it is deleted. It will be in
{folder}</source>
            <translation>Was jetzt hier ist ({sessions}, {clips}), wird beiseitegelegt; nichts davon wird gelöscht. Es liegt dann in
{folder}</translation>
        </message>
        <message>
            <source>What is in the bin will be gone for good, texts and audio. That frees {size}.</source>
            <translation>Was im Papierkorb liegt, ist dann endgültig weg, Texte und Aufnahmen. Das gibt {size} frei.</translation>
        </message>
        <message>
            <source>What is said from {time} on and has no speaker yet is said by:</source>
            <translation>Was ab {time} gesagt wird und noch keinen Sprecher hat, sagt:</translation>
        </message>
        <message>
            <source>What is said there</source>
            <translation>Was dort gesagt wird</translation>
        </message>
        <message>
            <source>What is too old goes to the bin and can be restored for 30 days. What is removed for lack of space is gone at once: first what is in the bin, then the oldest.</source>
            <translation>Was zu alt ist, kommt in den Papierkorb und kann 30 Tage lang wiederhergestellt werden. Was aus Platzmangel entfernt wird, ist sofort weg: zuerst, was im Papierkorb liegt, dann das Älteste.</translation>
        </message>
        <message>
            <source>What was here is kept in this folder.</source>
            <translation>Was hier war, bleibt in diesem Ordner erhalten.</translation>
        </message>
        <message>
            <source>What you typed could not be stored in its place. It is in the clipboard.</source>
            <translation>Was Sie getippt haben, konnte nicht an seiner Stelle gespeichert werden. Es ist in der Zwischenablage.</translation>
        </message>
        <message>
            <source>What {name} says from {time} on is said by somebody else. Before that, nothing changes.</source>
            <translation>Was {name} ab {time} sagt, sagt jemand anders. Davor ändert sich nichts.</translation>
        </message>
        <message>
            <source>When done, move files to</source>
            <translation>Fertige Dateien verschieben nach</translation>
        </message>
        <message>
            <source>Where the clip came from</source>
            <translation>Woher der Clip kam</translation>
        </message>
        <message>
            <source>Where to</source>
            <translation>Wohin</translation>
        </message>
        <message>
            <source>Who says what is found out once the text is there. It can also be asked for later.</source>
            <translation>Wer was sagt, wird ermittelt, sobald der Text da ist. Das geht auch später noch.</translation>
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
            <source>Why can nothing be recorded?</source>
            <translation>Warum ist keine Aufnahme möglich?</translation>
        </message>
        <message>
            <source>Why nothing can be recorded</source>
            <translation>Warum keine Aufnahme möglich ist</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>With 1, a short clip waits until a long one is done.</source>
            <translation>Bei 1 wartet ein kurzer Clip, bis ein langer fertig ist.</translation>
        </message>
        <message>
            <source>With other settings than my other clips</source>
            <translation>Mit anderen Einstellungen als meine übrigen Clips</translation>
        </message>
        <message>
            <source>Word document</source>
            <translation>Word-Dokument</translation>
        </message>
        <message>
            <source>Word errors</source>
            <translation>Wortfehler</translation>
        </message>
        <message>
            <source>Word errors per 100 words, in English test recordings. Fewer is better. Point at a figure to read where it was measured.</source>
            <translation>Wortfehler je 100 Wörter, in englischen Testaufnahmen. Weniger ist besser. Zeigen Sie auf eine Zahl, um zu lesen, wo sie gemessen wurde.</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>Wörter</translation>
        </message>
        <message>
            <source>Words replaced</source>
            <translation>Wörter ersetzt</translation>
        </message>
        <message>
            <source>Write</source>
            <translation>Schreiben</translation>
        </message>
        <message>
            <source>Write text beside the original</source>
            <translation>Text neben das Original schreiben</translation>
        </message>
        <message>
            <source>Written as soon as a text is there. None need be chosen: texts are kept anyway.</source>
            <translation>Werden geschrieben, sobald der Text da ist. Sie müssen keines wählen: Texte bleiben in jedem Fall erhalten.</translation>
        </message>
        <message>
            <source>Written: {name}</source>
            <translation>Geschrieben: {name}</translation>
        </message>
        <message>
            <source>Yes, it is</source>
            <translation>Ja</translation>
        </message>
        <message>
            <source>Yes, {speaker} is {name}</source>
            <translation>Ja, {speaker} ist {name}</translation>
        </message>
        <message>
            <source>Yesterday</source>
            <translation>Gestern</translation>
        </message>
        <message>
            <source>Yiddish</source>
            <translation>Jiddisch</translation>
        </message>
        <message>
            <source>Yoruba</source>
            <translation>Yoruba</translation>
        </message>
        <message>
            <source>You can also paste files that you copied elsewhere.</source>
            <translation>Sie können auch Dateien einfügen, die Sie woanders kopiert haben.</translation>
        </message>
        <message>
            <source>You can go on working. What comes in from now on is not in this backup.</source>
            <translation>Sie können weiterarbeiten. Was von jetzt an dazukommt, ist nicht in dieser Sicherung.</translation>
        </message>
        <message>
            <source>Your backup is being put in place</source>
            <translation>Ihre Sicherung wird eingesetzt</translation>
        </message>
        <message>
            <source>Your backup is being written</source>
            <translation>Ihre Sicherung wird geschrieben</translation>
        </message>
        <message>
            <source>Your backup is complete</source>
            <translation>Ihre Sicherung ist fertig</translation>
        </message>
        <message>
            <source>Your clips and texts are being moved</source>
            <translation>Ihre Clips und Texte werden verschoben</translation>
        </message>
        <message>
            <source>Your clips and texts cannot be opened</source>
            <translation>Ihre Clips und Texte lassen sich nicht öffnen</translation>
        </message>
        <message>
            <source>Your clips and texts were not opened</source>
            <translation>Ihre Clips und Texte wurden nicht geöffnet</translation>
        </message>
        <message>
            <source>Your data has moved</source>
            <translation>Ihre Daten wurden verschoben</translation>
        </message>
        <message>
            <source>Your data is repaired</source>
            <translation>Ihre Daten sind repariert</translation>
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
            <source>at the next start</source>
            <translation>beim nächsten Start</translation>
        </message>
        <message>
            <source>at the same time: {names}</source>
            <translation>gleichzeitig: {names}</translation>
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
            <source>careful</source>
            <translation>sorgfältig</translation>
        </message>
        <message>
            <source>characters per line,</source>
            <translation>Zeichen je Zeile,</translation>
        </message>
        <message>
            <source>characters per second at most</source>
            <translation>Zeichen je Sekunde höchstens</translation>
        </message>
        <message>
            <source>completed</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>Entwurf</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <source>finding speakers {share}</source>
            <translation>Sprecher werden gesucht: {share}</translation>
        </message>
        <message>
            <source>finding speakers…</source>
            <translation>Sprecher werden gesucht …</translation>
        </message>
        <message numerus="yes">
            <source>for {n} days</source>
            <translation>
                <numerusform>1 Tag lang</numerusform>
                <numerusform>{n} Tage lang</numerusform>
            </translation>
        </message>
        <message>
            <source>in order</source>
            <translation>der Reihe nach</translation>
        </message>
        <message>
            <source>in the queue</source>
            <translation>in der Warteschlange</translation>
        </message>
        <message numerus="yes">
            <source>in {n} days</source>
            <translation>
                <numerusform>in {n} Tag</numerusform>
                <numerusform>in {n} Tagen</numerusform>
            </translation>
        </message>
        <message>
            <source>loading the model</source>
            <translation>lädt das Modell</translation>
        </message>
        <message>
            <source>no graphics card that Everyclip can use</source>
            <translation>keine Grafikkarte, die Everyclip nutzen kann</translation>
        </message>
        <message>
            <source>no speech in it</source>
            <translation>ohne Sprache</translation>
        </message>
        <message>
            <source>now</source>
            <translation>jetzt</translation>
        </message>
        <message>
            <source>part of the audio is missing</source>
            <translation>ein Teil des Tons fehlt</translation>
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
            <translation>Ton wird gelesen</translation>
        </message>
        <message>
            <source>running</source>
            <translation>in Arbeit</translation>
        </message>
        <message>
            <source>settings unknown</source>
            <translation>Einstellungen unbekannt</translation>
        </message>
        <message>
            <source>speech without text</source>
            <translation>Sprache ohne Text</translation>
        </message>
        <message>
            <source>starting</source>
            <translation>startet</translation>
        </message>
        <message>
            <source>stopping after this stretch</source>
            <translation>hört nach diesem Abschnitt auf</translation>
        </message>
        <message numerus="yes">
            <source>the audio of {n} clips</source>
            <translation>
                <numerusform>die Aufnahme von 1 Clip</numerusform>
                <numerusform>die Aufnahmen von {n} Clips</numerusform>
            </translation>
        </message>
        <message>
            <source>transcribing</source>
            <translation>wird transkribiert</translation>
        </message>
        <message>
            <source>translated</source>
            <translation>übersetzt</translation>
        </message>
        <message>
            <source>undone</source>
            <translation>zurückgenommen</translation>
        </message>
        <message>
            <source>up to {size}</source>
            <translation>bis {size}</translation>
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
            <source>{done} of {all}</source>
            <translation>{done} von {all}</translation>
        </message>
        <message>
            <source>{done} of {total} done</source>
            <translation>{done} von {total} fertig</translation>
        </message>
        <message>
            <source>{format} is written beside each file in any case: see Settings, Texts.</source>
            <translation>{format} wird ohnehin neben jede Datei geschrieben: siehe Einstellungen, Texte.</translation>
        </message>
        <message>
            <source>{keys} belongs to “{action}”. Change that shortcut first.</source>
            <translation>{keys} gehört zu „{action}“. Ändern Sie zuerst dieses Tastenkürzel.</translation>
        </message>
        <message>
            <source>{keys} is needed for typing and moving about. Add Ctrl or Alt, or take a function key.</source>
            <translation>{keys} wird zum Schreiben und Bewegen gebraucht. Nehmen Sie Strg oder Alt dazu, oder eine Funktionstaste.</translation>
        </message>
        <message>
            <source>{length} in {clips}</source>
            <translation>{length} in {clips}</translation>
        </message>
        <message>
            <source>{model} (not on this computer)</source>
            <translation>{model} (nicht auf diesem Computer)</translation>
        </message>
        <message>
            <source>{model} understands English only.</source>
            <translation>{model} versteht nur Englisch.</translation>
        </message>
        <message>
            <source>{model} was not made to translate: it writes down what is said.</source>
            <translation>{model} ist nicht zum Übersetzen gemacht: Es schreibt auf, was gesagt wird.</translation>
        </message>
        <message>
            <source>{name} (not connected)</source>
            <translation>{name} (nicht angeschlossen)</translation>
        </message>
        <message>
            <source>{name} is no longer recognised. Texts keep the name.</source>
            <translation>{name} wird nicht mehr erkannt. In den Texten bleibt der Name.</translation>
        </message>
        <message numerus="yes">
            <source>{n} cancelled</source>
            <translation>
                <numerusform>{n} abgebrochen</numerusform>
                <numerusform>{n} abgebrochen</numerusform>
            </translation>
        </message>
        <message>
            <source>{n} channels, one speaker each</source>
            <translation>{n} Kanäle, je ein Sprecher</translation>
        </message>
        <message numerus="yes">
            <source>{n} clips</source>
            <translation>
                <numerusform>{n} Clip</numerusform>
                <numerusform>{n} Clips</numerusform>
            </translation>
        </message>
        <message>
            <source>{n} clips at once, and every one was transcribed correctly.</source>
            <translation>{n} Clips auf einmal, und jeder wurde richtig transkribiert.</translation>
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
            <source>{n} clips failed</source>
            <translation>
                <numerusform>{n} Clip fehlgeschlagen</numerusform>
                <numerusform>{n} Clips fehlgeschlagen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips here have no text yet. They are set aside as they are.</source>
            <translation>
                <numerusform>{n} Clip hier hat noch keinen Text. Er wird so beiseitegelegt, wie er ist.</numerusform>
                <numerusform>{n} Clips hier haben noch keinen Text. Sie werden so beiseitegelegt, wie sie sind.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips moved to “{name}”</source>
            <translation>
                <numerusform>1 Clip nach „{name}“ verschoben</numerusform>
                <numerusform>{n} Clips nach „{name}“ verschoben</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips were not transcribed correctly.</source>
            <translation>
                <numerusform>{n} Clip wurde nicht richtig transkribiert.</numerusform>
                <numerusform>{n} Clips wurden nicht richtig transkribiert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} clips were saved.</source>
            <translation>
                <numerusform>1 Clip wurde gerettet.</numerusform>
                <numerusform>{n} Clips wurden gerettet.</numerusform>
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
            <source>{n} edits</source>
            <translation>
                <numerusform>{n} Bearbeitung</numerusform>
                <numerusform>{n} Bearbeitungen</numerusform>
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
        <message numerus="yes">
            <source>{n} in progress</source>
            <translation>
                <numerusform>{n} in Arbeit</numerusform>
                <numerusform>{n} in Arbeit</numerusform>
            </translation>
        </message>
        <message>
            <source>{n} of {all}</source>
            <translation>{n} von {all}</translation>
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
            <source>{n} places of speech without text</source>
            <translation>
                <numerusform>{n} Stelle mit Sprache ohne Text</numerusform>
                <numerusform>{n} Stellen mit Sprache ohne Text</numerusform>
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
            <source>{n} recordings were cut short when Everyclip ended. They are recovered.</source>
            <translation>
                <numerusform>{n} Aufzeichnung wurde abgebrochen, als Everyclip endete. Sie ist gerettet.</numerusform>
                <numerusform>{n} Aufzeichnungen wurden abgebrochen, als Everyclip endete. Sie sind gerettet.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} sessions</source>
            <translation>
                <numerusform>{n} Sitzung</numerusform>
                <numerusform>{n} Sitzungen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} speakers found</source>
            <translation>
                <numerusform>{n} Sprecher gefunden</numerusform>
                <numerusform>{n} Sprecher gefunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} texts</source>
            <translation>
                <numerusform>{n} Text</numerusform>
                <numerusform>{n} Texte</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} texts copied</source>
            <translation>
                <numerusform>{n} Text kopiert</numerusform>
                <numerusform>{n} Texte kopiert</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} threads for Everyclip</source>
            <translation>
                <numerusform>1 Thread für Everyclip</numerusform>
                <numerusform>{n} Threads für Everyclip</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{n} whole clips</source>
            <translation>
                <numerusform>1 ganzer Clip</numerusform>
                <numerusform>{n} ganze Clips</numerusform>
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
            <source>{right} of {n} texts match their clips.</source>
            <translation>{right} von {n} Texten stimmen mit ihren Clips überein.</translation>
        </message>
        <message>
            <source>{size} of memory</source>
            <translation>{size} Speicher</translation>
        </message>
        <message>
            <source>{size} will be moved to {place}, where {free} are free.

Everyclip closes for that, shows how far it is, and opens again. Transcription then continues.</source>
            <translation>{size} werden nach {place} verschoben, dort sind {free} frei.

Everyclip schließt sich dafür, zeigt, wie weit es ist, und öffnet sich wieder. Danach geht die Transkription weiter.</translation>
        </message>
        <message>
            <source>{size}/s</source>
            <translation>{size}/s</translation>
        </message>
        <message>
            <source>{speaker} is called {name} throughout. Can be undone.</source>
            <translation>{speaker} heißt dann überall {name}. Lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>{speaker} is not {name}</source>
            <translation>{speaker} ist nicht {name}</translation>
        </message>
        <message>
            <source>{speaker} sounds like {name} ({certainty})</source>
            <translation>{speaker} klingt nach {name} ({certainty})</translation>
        </message>
        <message>
            <source>{stretch} could not be transcribed again. {reason}</source>
            <translation>{stretch} konnte nicht noch einmal transkribiert werden. {reason}</translation>
        </message>
        <message>
            <source>{stretch} is being transcribed again: {status}</source>
            <translation>{stretch} wird noch einmal transkribiert: {status}</translation>
        </message>
        <message>
            <source>{stretch} of the clip, transcribed again. Struck out: what its transcript says.</source>
            <translation>{stretch} des Clips, noch einmal transkribiert. Durchgestrichen: was in seinem Transkript steht.</translation>
        </message>
        <message>
            <source>{stretch} was transcribed again, and its text was inserted. Undo takes it back.</source>
            <translation>{stretch} wurde noch einmal transkribiert und der Text eingefügt. „Rückgängig“ nimmt ihn zurück.</translation>
        </message>
        <message>
            <source>{stretch} was transcribed again, and no speech was found there.</source>
            <translation>{stretch} wurde noch einmal transkribiert; dort wurde keine Sprache gefunden.</translation>
        </message>
        <message>
            <source>{stretch} was transcribed again, and says the same.</source>
            <translation>{stretch} wurde noch einmal transkribiert; der Text ist derselbe.</translation>
        </message>
        <message>
            <source>{stretch} was transcribed again, but still has no text.</source>
            <translation>{stretch} wurde noch einmal transkribiert, hat aber weiterhin keinen Text.</translation>
        </message>
        <message>
            <source>{stretch} was transcribed again. Struck out: the old text. Underlined: the new one.</source>
            <translation>{stretch} wurde noch einmal transkribiert. Durchgestrichen: der alte Text. Unterstrichen: der neue.</translation>
        </message>
        <message>
            <source>{time} of speech without text here</source>
            <translation>Hier {time} Sprache ohne Text</translation>
        </message>
        <message>
            <source>{title} (shown)</source>
            <translation>{title} (wird gezeigt)</translation>
        </message>
        <message>
            <source>{title} is installed and ready.</source>
            <translation>{title} ist installiert und bereit.</translation>
        </message>
        <message>
            <source>{title} is installed and ready. New clips still use {used}: the button below changes that.</source>
            <translation>{title} ist installiert und bereit. Neue Clips nutzen noch {used}: Die Schaltfläche unten ändert das.</translation>
        </message>
        <message>
            <source>{title} was removed: {size} are free again.</source>
            <translation>{title} wurde entfernt: {size} sind wieder frei.</translation>
        </message>
        <message>
            <source>{title} {percent} %</source>
            <translation>{title} {percent} %</translation>
        </message>
        <message>
            <source>{title}, {percent} % downloaded</source>
            <translation>{title}, {percent} % heruntergeladen</translation>
        </message>
        <message>
            <source>{title}: every file is as it should be.</source>
            <translation>{title}: Jede Datei ist, wie sie sein soll.</translation>
        </message>
    </context>
</TS>
