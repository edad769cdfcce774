"""The chat scene: voice messages come faster than they are transcribed, and every one is answered, in order.

A small stand-in for a messenger has two chats. A bot sends each voice message (OGG/Opus, as messengers do) to the HTTP
door, with the chat as its session and the message's id as its key, and posts the text as the answer. Two messages come
within 30 seconds in one chat, then twenty within 10 in both. Meanwhile the worker, the door, or both are killed.

    python -m tests.chat_scene                  nothing is killed
    python -m tests.chat_scene --kill worker    the process that transcribes, at the first message
    python -m tests.chat_scene --kill door      everyclip serve, which is started again
    python -m tests.chat_scene --kill both
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openai

from engine.storage.paths import Paths
from engine.tasks import Tasks
from tests.end_to_end.audio import decoded, encoded
from tests.end_to_end.door import DoorProgram
from tests.support.starter import furnish, samples

#: A bot waits so long before it asks again.
AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class Message:
    """A voice message in a chat."""

    message_id: str
    chat: str
    voice: Path
    #: What is said in it.
    said: str


class Messenger:
    """The stand-in: it has the messages to send, with the seconds to wait before each, and takes answers."""

    def __init__(self, folder: Path, pace: float = 1.0) -> None:
        self.sent: list[Message] = []
        self.answers: defaultdict[str, list[tuple[Message, str]]] = defaultdict(list)
        self._folder = folder
        self._pace = pace

    def messages(self) -> list[tuple[float, Message]]:
        """Two in one chat within 30 s, then twenty in two chats within 10 s."""
        chats = ["Anna", "Anna", *["Anna", "Ben"] * 10]
        pauses = [0.0, 3.0, *[0.4] * 20]
        spoken = samples()
        made = []
        for number, (chat, pause_s) in enumerate(zip(chats, pauses, strict=True)):
            sample = spoken[number % len(spoken)]
            voice = self._folder / f"{sample.path.stem}.ogg"
            if not voice.exists():
                encoded(voice, "libopus", decoded(sample.path), rate=48_000)
            made.append((pause_s * self._pace, Message(f"message-{number:02}", chat, voice, sample.text)))
        return made

    async def incoming(self) -> AsyncIterator[Message]:
        """The messages as people send them."""
        for pause_s, message in await asyncio.to_thread(self.messages):
            await asyncio.sleep(pause_s)
            self.sent.append(message)
            yield message

    def answer(self, message: Message, text: str) -> None:
        """Post the bot's answer."""
        self.answers[message.chat].append((message, text))

    @property
    def faults(self) -> list[str]:
        """What is wrong with the chats: a message without an answer, with two, with a wrong one, or out of turn."""
        wrong = []
        for chat in {message.chat for message in self.sent}:
            sent = [message.message_id for message in self.sent if message.chat == chat]
            answered = [message.message_id for message, _ in self.answers[chat]]
            if sent != answered:
                wrong.append(f"{chat}: sent {sent}, answered {answered}")
            wrong += [
                f"{message.message_id}: said “{message.said}”, answered “{text}”"
                for message, text in self.answers[chat]
                if text != message.said
            ]
        return wrong


class Bot:
    """Hands each message over in the order of its chat, and posts the answers in that order. Where the door is gone or
    busy it asks again, under the same key: it needs to remember nothing else."""

    def __init__(self, messenger: Messenger, door: DoorProgram) -> None:
        self._messenger = messenger
        self._client = door.openai(max_retries=0)
        self._tasks = Tasks(on_crash=lambda name, error: print(f"{name}: {error}", file=sys.stderr))
        self._to_hand_over: dict[str, asyncio.Queue[Message | None]] = {}

    async def serve(self) -> None:
        """Until every message is answered."""
        async for message in self._messenger.incoming():
            if message.chat not in self._to_hand_over:
                self._to_hand_over[message.chat] = asyncio.Queue()
                self._tasks.start(f"chat {message.chat}", self._chat(self._to_hand_over[message.chat]))
            self._to_hand_over[message.chat].put_nowait(message)
        for queue in self._to_hand_over.values():
            queue.put_nowait(None)
        await self._tasks.finish()
        await self._client.close()

    async def _chat(self, messages: asyncio.Queue[Message | None]) -> None:
        accepted: asyncio.Queue[Message | None] = asyncio.Queue()
        answering = self._tasks.start("answers", self._answer(accepted))
        while (message := await messages.get()) is not None:
            await self._ask(message, waits=False)
            accepted.put_nowait(message)
        accepted.put_nowait(None)
        await answering

    async def _answer(self, accepted: asyncio.Queue[Message | None]) -> None:
        while (message := await accepted.get()) is not None:
            self._messenger.answer(message, await self._ask(message, waits=True))

    async def _ask(self, message: Message, *, waits: bool) -> str:
        """The text of a message; "" where it is only to be taken."""
        while True:
            try:
                answer = await self._client.audio.transcriptions.with_raw_response.create(
                    file=message.voice,
                    model="whisper-1",
                    extra_body={"session": f"chat with {message.chat}", "session_order": "in_order"},
                    extra_headers={"Idempotency-Key": message.message_id}
                    | ({} if waits else {"Prefer": "respond-async"}),
                )
            except (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError):
                await asyncio.sleep(AGAIN_S)
                continue
            return answer.parse().text if waits else ""


async def play(messenger: Messenger, door: DoorProgram, kill: Sequence[str]) -> None:
    """The whole scene. `kill`: of `worker` and `door`, what is killed at the first message."""
    tasks = Tasks(on_crash=lambda name, error: print(f"{name}: {error}", file=sys.stderr))
    serving = tasks.start("bot", Bot(messenger, door).serve())
    if kill:
        await asyncio.to_thread(_kill, door, kill)
    await serving


def _kill(door: DoorProgram, kill: Sequence[str]) -> None:
    """Once the first message is worked on."""
    while not (door.runs(state="running") and door.workers()):
        time.sleep(0.02)
    if "worker" in kill:
        door.kill_worker()
    if "door" in kill:
        door.kill()
        door.start()


def main() -> int:
    """Play the scene with a data folder of its own, print the chats, and say whether all is as it should be."""
    parser = argparse.ArgumentParser(description="Voice messages in two chats, answered by way of the HTTP door.")
    parser.add_argument("--kill", choices=["worker", "door", "both"], help="what is killed at the first message")
    kill = {None: [], "both": ["worker", "door"]}.get(asked := parser.parse_args().kill, [asked])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVERYCLIP_HOME"] = str(furnish(Paths(Path(folder) / "home")).home)
        messenger, door = Messenger(Path(folder)), DoorProgram()
        try:
            asyncio.run(play(messenger, door, kill))
        finally:
            door.end()
    for chat, answers in messenger.answers.items():
        print(f"\n{chat}")
        for message, text in answers:
            print(f"  {message.message_id}  {text}")
    print(
        f"\n{len(messenger.sent)} voice messages sent, {sum(map(len, messenger.answers.values()))} answered, in order."
    )
    print("\n".join(messenger.faults))
    return 1 if messenger.faults else 0


if __name__ == "__main__":
    sys.exit(main())
