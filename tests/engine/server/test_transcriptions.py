"""The API as OpenAI's own client sees it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import openai
import pytest

from engine.engine import Engine
from engine.registry.registry import Registry
from engine.run import Reason, Run, State, Step, Task
from engine.server import serving as server
from engine.server.following import LOOK_AGAIN_S, DoorClosing, Followers
from engine.settings import change_settings
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from tests.engine.server.conftest import LIMIT_S, TOKEN, OpenDoor, begin_window, complete, opened
from tests.support.starter import STARTER, samples

CLIP = samples()[0].path


def begun(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.get_running_loop().create_task(work)


async def arrived(engine: Engine, count: int = 1) -> list[Run]:
    """So many runs, once they are there."""
    async with asyncio.timeout(LIMIT_S):
        while len(runs := await engine.runs.all()) < count:  # noqa: ASYNC110 - asked as a client would
            await asyncio.sleep(0.01)
    return runs


async def answered(door: OpenDoor, worker: Registry, *texts: str, **asked: Any) -> Any:
    """What the client gets for a clip in which a worker hears that."""
    transcriptions: Any = door.openai().audio.transcriptions
    request = begun(transcriptions.create(**({"file": CLIP, "model": "whisper-1"} | asked)))
    [run] = await arrived(door.engine)
    complete(worker, run, *texts)
    return await request


async def refused(door: OpenDoor, error: type[openai.APIStatusError], **asked: Any) -> openai.APIStatusError:
    """How the client is refused, with nothing left of what it sent."""
    transcriptions: Any = door.openai().audio.transcriptions
    with pytest.raises(error) as caught:
        await transcriptions.create(**({"file": CLIP, "model": "whisper-1"} | asked))
    assert await door.engine.runs.all() == [] and door.files == []
    return caught.value


async def test_json(door: OpenDoor, worker: Registry) -> None:
    answer = await answered(door, worker, "Good morning.", "How are you?")
    assert answer.text == "Good morning. How are you?"
    assert (answer.usage.type, answer.usage.seconds) == ("duration", 4)
    [run] = await door.engine.runs.all()
    assert (run.clip.name, run.clip.source, run.clip.size_bytes) == (CLIP.name, "HTTP", CLIP.stat().st_size)
    assert door.files == [f"{run.clip.clip_id}.flac"]
    assert (door.paths.vault / door.files[0]).read_bytes() == CLIP.read_bytes()
    assert run.options.model == STARTER, "whisper-1 stands for what is set"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", "Good morning.\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:01,000\nGood morning.\n"),
        ("vtt", "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\nGood morning.\n"),
    ],
)
async def test_text_and_subtitles(door: OpenDoor, worker: Registry, form: str, expected: str) -> None:
    assert await answered(door, worker, "Good morning.", response_format=form) == expected


async def test_verbose_json(door: OpenDoor, worker: Registry) -> None:
    answer = await answered(
        door, worker, "Good morning.", "Bye.",
        response_format="verbose_json", timestamp_granularities=["segment", "word"],
    )  # fmt: skip
    assert (answer.language, answer.duration, answer.text) == ("english", 4.0, "Good morning. Bye.")
    assert [(each.id, each.start, each.end, each.text) for each in answer.segments] == [
        (0, 0.0, 1.0, "Good morning."), (1, 2.0, 3.0, "Bye."),
    ]  # fmt: skip
    assert [(each.word, each.start) for each in answer.words] == [("Good", 0.0), ("morning.", 0.1), ("Bye.", 2.0)]


async def test_only_words(door: OpenDoor, worker: Registry) -> None:
    answer = await answered(
        door, worker, "Hello.", response_format="verbose_json", timestamp_granularities=["word"]
    )  # fmt: skip
    assert answer.segments is None and [each.word for each in answer.words] == ["Hello."]


async def test_a_clip_without_speech_has_an_empty_text(door: OpenDoor, worker: Registry) -> None:
    assert (await answered(door, worker, "")).text == ""


async def test_a_stream_sends_what_each_window_brings(door: OpenDoor, worker: Registry) -> None:
    stream = await door.openai().audio.transcriptions.create(file=CLIP, model="gpt-4o-transcribe", stream=True)
    [run] = await arrived(door.engine)
    assert stream.response.headers["x-run-id"] == run.run_id, "known before there is any text"
    [claimed] = worker.claim([run.run_id], "me")
    begin_window(worker, claimed, 0, "Good morning.")
    events: list[Any] = []
    async for event in stream:
        events.append(event)
        if len(events) == 1:
            begin_window(worker, claimed, 1, "How are you?")
            worker.complete(run.run_id, 1, "me", None, 4.0)
    *deltas, done = events
    assert [event.type for event in deltas] == ["transcript.text.delta"] * 2
    assert [event.delta for event in deltas] == ["Good morning.", " How are you?"]
    assert (done.type, done.text) == ("transcript.text.done", "Good morning. How are you?")


async def test_a_stream_tells_of_a_failure(door: OpenDoor, worker: Registry) -> None:
    stream = await door.openai().audio.transcriptions.create(file=CLIP, model="whisper-1", stream=True)
    [run] = await arrived(door.engine)
    worker.claim([run.run_id], "me")
    worker.end_attempt(run.run_id, 1, "me", Step.FAIL, Reason("no_audio"))
    with pytest.raises(openai.APIError, match="no audio track"):
        async for _ in stream:
            pass


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")  # by OpenAI, whose clients still ask for it
async def test_translations_are_another_task(door: OpenDoor, worker: Registry) -> None:
    translations: Any = door.openai().audio.translations
    request = begun(translations.create(file=CLIP, model="whisper-1", prompt="Everyclip, Qt"))
    [run] = await arrived(door.engine)
    complete(worker, run, "Good morning.")
    assert (await request).text == "Good morning."
    assert (run.options.task, run.options.vocabulary) == (Task.TRANSLATE, ("Everyclip", "Qt"))


@pytest.mark.parametrize(("speakers", "wanted"), [(None, 2), ("auto", FIND_SPEAKERS), ("3", 3), ("off", None)])
async def test_speakers_are_found_as_the_door_says_or_else_the_settings(
    engine: Engine, home: Paths, worker: Registry, speakers: str | None, wanted: int | None
) -> None:
    change_settings(home, speakers=2)
    async with opened(engine, home, speakers=speakers) as door:
        await answered(door, worker, "Good morning.")
        [run] = await engine.runs.all()
        assert run.options.speakers == wanted


async def test_fields_become_options(door: OpenDoor, worker: Registry) -> None:
    await answered(
        door, worker, "Hallo.", model=STARTER, language="de", temperature=0.2, prompt="Anna\nBela",
        extra_body={"vocabulary": "Cleo", "quality": "careful", "session": "Chat  7", "session_order": "in_order"},
    )  # fmt: skip
    [run] = await door.engine.runs.all()
    assert (run.options.language, run.options.quality) == ("de", "careful")
    assert run.options.vocabulary == ("Anna", "Bela", "Cleo")
    [session] = [one for one in await door.engine.sessions() if one.session_id == run.session_id]
    assert (session.name, session.ordering) == ("Chat 7", "in_order")


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"response_format": "diarized_json"}, "response_format"),
        ({"language": "klingon"}, "language"),
        ({"temperature": 3}, "temperature"),
        ({"timestamp_granularities": ["word"]}, "timestamp_granularities"),
        ({"stream": True, "response_format": "srt"}, "stream"),
        ({"include": ["logprobs"]}, "include"),
        ({"file": ("empty.wav", b"")}, "file"),
        ({"extra_body": {"session_order": "sideways"}}, "session_order"),
        ({"extra_body": {"session": "x" * 300}}, "session"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_makes_no_sense_is_a_bad_request(door: OpenDoor, asked: dict[str, Any], param: str) -> None:
    error = await refused(door, openai.BadRequestError, **asked)
    assert error.param == param and str(error)


async def test_a_model_that_is_not_here_is_not_found(door: OpenDoor) -> None:
    for model in ("large-v3", "/etc", "../models", "owner/name"):
        assert (await refused(door, openai.NotFoundError, model=model)).code == "model_not_found"


async def test_a_session_that_goes_otherwise_is_refused(door: OpenDoor) -> None:
    await door.engine.open_session("Chat")
    await refused(door, openai.BadRequestError, extra_body={"session": "Chat", "session_order": "in_order"})


async def test_a_wrong_token(door: OpenDoor) -> None:
    for token in ("wrong", TOKEN + "x", "ü"):
        with pytest.raises((openai.AuthenticationError, UnicodeEncodeError)):
            await door.openai(token).models.list()
    async with door.http(token=None) as client:
        for path in ("/runs", "/v1/models", "/nowhere"):
            assert (await client.get(path)).status_code == 401


async def test_the_models_that_are_here(door: OpenDoor) -> None:
    client = door.openai()
    assert {model.id for model in (await client.models.list()).data} >= {STARTER, "whisper-1"}
    assert (await client.models.retrieve(STARTER)).owned_by == "everyclip"
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("large-v3")


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (Reason("not_media"), openai.UnprocessableEntityError),
        (Reason("worker_died", {"signal": "SIGKILL"}), openai.InternalServerError),
    ],
)
async def test_a_clip_that_failed_says_why(
    door: OpenDoor, worker: Registry, reason: Reason, error: type[openai.APIStatusError]
) -> None:
    request = begun(door.openai(max_retries=2).audio.transcriptions.create(file=CLIP, model="whisper-1"))
    [run] = await arrived(door.engine)
    worker.claim([run.run_id], "me")
    worker.end_attempt(run.run_id, 1, "me", Step.FAIL, reason)
    with pytest.raises(error) as caught:
        await request
    assert caught.value.code == reason.code and caught.value.response.headers["x-run-id"] == run.run_id
    assert len(await door.engine.runs.all()) == 1, "the client does not send the same again by itself"


async def test_a_clip_that_is_cancelled_or_deleted(door: OpenDoor) -> None:
    request = begun(door.openai().audio.transcriptions.create(file=CLIP, model="whisper-1"))
    [run] = await arrived(door.engine)
    await door.engine.runs.cancel([run.run_id])
    with pytest.raises(openai.ConflictError):
        await request
    request = begun(door.openai().audio.transcriptions.create(file=CLIP, model="whisper-1"))
    _, other = await arrived(door.engine, 2)
    await door.engine.trash.delete([other.run_id])
    with pytest.raises(openai.NotFoundError):
        await request


async def test_who_does_not_wait_is_told_the_run(door: OpenDoor, worker: Registry) -> None:
    raw = await door.openai().audio.transcriptions.with_raw_response.create(
        file=CLIP, model="whisper-1", extra_headers={"Prefer": "respond-async", "X-Session": "Later"}
    )  # fmt: skip
    assert raw.status_code == 202
    [run] = await door.engine.runs.all()
    async with door.http() as client:
        place = raw.headers["location"]
        assert (await client.get(place)).json()["state"] == "queued"
        complete(worker, run, "Good morning.")
        assert (await client.get(place)).json()["text"] == "Good morning."
        assert [one["name"] for one in (await client.get("/runs", params={"session": "Later"})).json()["runs"]]


async def test_a_dropped_connection_loses_no_run(door: OpenDoor, worker: Registry) -> None:
    request = begun(door.openai().audio.transcriptions.create(file=CLIP, model="whisper-1"))
    [run] = await arrived(door.engine)
    request.cancel()
    complete(worker, run, "Good morning.")
    assert (await door.engine.runs.get(run.run_id)).state is State.COMPLETED


async def test_the_end_of_the_door_keeps_nobody_waiting(engine: Engine, home: Paths) -> None:
    async with opened(engine, home) as door:
        request = begun(door.openai().audio.transcriptions.create(file=CLIP, model="whisper-1"))
        [run] = await arrived(engine)
        ending = begun(asyncio.wait({request}))
    await ending
    with pytest.raises(openai.InternalServerError) as caught:
        await request
    assert (caught.value.status_code, caught.value.code) == (503, "closing")
    assert (await engine.runs.get(run.run_id)).state is State.QUEUED


async def test_who_comes_while_the_door_ends_waits_no_longer(door: OpenDoor) -> None:
    """The clip was committed before the end was told, and its client followed it after."""
    followers = Followers(door.engine)
    opened_session = await door.engine.open_session("s")
    [run] = await door.engine.accept([CLIP], session_id=opened_session.session_id)
    followers.release()
    with followers.follow(run) as follower:
        assert await follower.next()
        with pytest.raises(DoorClosing):
            await asyncio.wait_for(follower.next(), LOOK_AGAIN_S / 2)
    await followers.close()


async def test_a_connection_that_the_closing_server_missed_is_turned_away(
    engine: Engine, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made in the moment in which the server closed, and knows a token that may be an old one."""

    class OverlookingServer(server._Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            self.server_state.connections.clear()
            await super().shutdown(sockets)

    monkeypatch.setattr(server, "_Server", OverlookingServer)
    async with AsyncExitStack() as stack:
        async with opened(engine, home) as door:
            client = await stack.enter_async_context(door.http())
            assert (await client.get("/v1/models")).status_code == 200
        answer = await client.get("/v1/models")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "closing")
        with pytest.raises(httpx2.ConnectError):
            await client.get("/v1/models")
