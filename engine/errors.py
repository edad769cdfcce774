"""What can go wrong in the engine. Every error carries a `code` and facts; `engine.messages` has the words.

EngineError
├── InvalidTransition      a step that is not in the table of transitions
├── NotFound               no run, session or model has that id
├── ClipError              the clip cannot be read: its run fails with this code
├── ModelError             the model cannot be obtained or loaded: its run fails with this code
├── ModelInUse             the model cannot be removed while runs want it
├── NameUnusable           a clip cannot have that name
├── UploadRefused          a clip that was sent over HTTP is not taken
├── CaptureError           nothing can be recorded, or a recording cannot be taken in now
├── PlaybackError          a clip cannot be heard now
├── RegistryNewer          the registry was written by a newer Everyclip
├── RegistryMoved          the registry was moved elsewhere
├── PlaceError             the place of the data is unknown, or it is not available now
├── MoveError              the data cannot be moved there, and stay where they are
├── RepairError            the data cannot be repaired, backed up or restored now
├── ExportError            an export as requested is impossible
├── EditError              an edit that the text does not allow
├── VoiceError             a voice cannot be remembered
└── ProtocolError          a worker sent something that is not a message
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors of this package."""

    code = "engine_error"

    def __init__(self, code: str | None = None, **facts: str | int | float) -> None:
        if code is not None:
            self.code = code
        self.facts = facts
        super().__init__(f"{self.code}: {facts}" if facts else self.code)


class InvalidTransition(EngineError):
    """A step that is not in the table of transitions. Facts: run_id, state, step, attempt."""

    code = "invalid_transition"


class NotFound(EngineError):
    """No run, session or model has that id. Facts: kind, id."""

    code = "not_found"


class ClipError(EngineError):
    """The clip cannot be taken in or read. Codes: file_missing, file_is_folder, file_unreadable, file_empty, disk_full,
    clip_no_room, clip_not_registered, still_written, disk_silent, taking_in_stopped, taking_in_ended, folder_empty,
    folder_unreadable, folder_link, folder_own, clip_never_came, not_in_yet; no_audio, not_media, media_unfinished,
    media_blank, audio_unknown, audio_damaged, track_missing, clip_endless, clip_gone, clip_unreadable; vault_gone,
    vault_not_writable, vault_failed, if it is not the file's fault. Facts: name, and path, detail, folder, minutes,
    track, tracks, needed_bytes, free_bytes where relevant."""

    code = "clip_error"


class UploadRefused(EngineError):
    """A clip that was sent over HTTP is not taken. Codes: queue_full, key_taken, session_order, upload_lost. Facts:
    limit, key, session, ordering where relevant."""

    code = "upload_refused"


class ModelInUse(EngineError):
    """The model cannot be removed while runs want it. Facts: model, runs."""

    code = "model_in_use"


class CaptureError(EngineError):
    """Nothing can be recorded, or a recording cannot be taken in now. Codes: portaudio_missing,
    sound_system_hangs, sound_system_refuses, microphone_missing, microphone_unknown, microphone_gone, microphone_busy,
    microphone_silent, already_recording, recording_disk_full, recording_failed, recording_not_taken_in. Facts: name,
    names, detail where known."""

    code = "capture_error"


class PlaybackError(EngineError):
    """A clip cannot be heard now. Codes: loudspeaker_no_portaudio, loudspeaker_missing, loudspeaker_refused;
    sound_system_hangs, sound_system_refuses, playback_died, playback_hung, playback_failed. Facts: name, detail where
    known."""

    code = "playback_error"


class ModelError(EngineError):
    """The model cannot be obtained, loaded or used. Codes: model_missing, model_damaged, out_of_memory,
    model_too_large, memory_short, device_unusable. Facts: model, detail, needed_gb, free_gb where relevant."""

    code = "model_error"


class NameTaken(EngineError):
    """Another session has the name. Facts: name."""

    code = "name_taken"


class NameUnusable(EngineError):
    """A clip cannot have that name. Codes: name_empty, name_too_long. Facts: limit, in characters."""

    code = "name_unusable"


class RegistryNewer(EngineError):
    """The registry was written by a newer Everyclip. Facts: path, found, known."""

    code = "registry_newer"


class RegistryUnusable(EngineError):
    """The registry cannot be opened, read or written. Codes: data_disk_full, data_not_writable; registry_damaged, also
    if it is not a database at all; registry_foreign if it holds what Everyclip did not create; registry_missing while
    there is audio of clips; registry_away with its folder, and registry_replaced by another file, while it was open;
    registry_unusable, for example if another program keeps it locked. Facts: path, kept, detail where known."""

    code = "registry_unusable"


class RegistryMoved(EngineError):
    """The registry was moved to another folder; this is what is left of it. Facts: path."""

    code = "registry_moved"


class PlaceError(EngineError):
    """The place of the data is unknown, or it is not available now. Codes: data_away, data_moving,
    move_unfinished, location_unreadable. Facts: path, detail if the system gave one."""

    code = "place_error"


class MoveError(EngineError):
    """The data cannot be moved there, and stay where they are. Codes: move_fixed, move_same_place, move_inside,
    move_not_empty, move_not_writable, move_no_room, move_disk_full, move_in_use, move_model_in_use, move_failed.
    Facts: path, detail, needed_bytes, free_bytes where relevant."""

    code = "move_error"


class RepairError(EngineError):
    """The data cannot be repaired, backed up or restored now. Codes: repair_in_use; backup_busy, backup_exists,
    backup_no_room, backup_disk_full, backup_too_large, backup_failed; backup_not_read, no_backup,
    backup_unreadable, backup_hostile, backup_bomb, backup_newer, restore_not_empty, restore_no_room, restore_failed,
    restore_going_on, restore_unfinished. Facts: path, and file, detail, needed_bytes, free_bytes where
    relevant."""

    code = "repair_error"


class ListenError(EngineError):
    """The HTTP door cannot open at that address. Codes: port_used, no_address, cannot_listen. Facts: host, port,
    detail."""

    code = "cannot_listen"


class ExportError(EngineError):
    """An export as requested is impossible. Codes: cannot_merge, bad_pattern, unknown_field, bad_rules. Facts: format,
    pattern, field, known."""

    code = "export_error"


class EditError(EngineError):
    """An edit that the text does not allow. Codes: not_editable, no_such_segment, no_next_segment, cannot_split,
    times_out_of_order, no_such_range, no_such_count, no_such_speaker. Facts: state, segment_id, start_s, end_s, count,
    most, speaker where relevant."""

    code = "edit_error"


class VoiceError(EngineError):
    """A voice cannot be remembered. Codes: voices_off, voice_nameless, voice_not_heard, voice_too_short. Facts:
    speaker, seconds where relevant."""

    code = "voice_error"


class ProtocolError(EngineError):
    """A worker sent something that is not a message."""

    code = "protocol_error"
