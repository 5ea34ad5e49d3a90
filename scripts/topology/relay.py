"""Publishes ports: accepts connections outside, and forwards them into the network of the containers."""

import asyncio
import socket


def listening(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((address, port))
    made.listen(128)
    made.setblocking(False)
    return made


async def copy(reader, writer):
    try:
        while data := await reader.read(1 << 18):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()


async def copy_late(reader, writer, delay):
    """Copies each byte after a delay of delay() seconds, as measured at its arrival."""
    clock = asyncio.get_running_loop().time
    waiting = asyncio.Queue(maxsize=64)

    async def receive():
        data = b"."
        while data:
            try:
                data = await reader.read(1 << 16)
            except OSError:
                data = None
            await waiting.put((clock() + delay(), data))

    receiver = asyncio.create_task(receive())
    try:
        while True:
            due, data = await waiting.get()
            if due > clock():
                await asyncio.sleep(due - clock())
            if data is None:
                writer.transport.abort()
                return
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
    except OSError:
        writer.transport.abort()
    finally:
        receiver.cancel()


async def serve(pairs, delay=None):
    """Forwards each socket's connections to its target; delays bytes by delay() seconds if that is given."""

    async def carry(reader, writer):
        await (copy(reader, writer) if delay is None else copy_late(reader, writer, delay))

    async def connection(reader, writer, target):
        try:
            inner_reader, inner_writer = await asyncio.open_connection(*target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))
        for each in (writer, inner_writer):
            each.close()

    def handler(target):
        return lambda reader, writer: connection(reader, writer, target)

    servers = [await asyncio.start_server(handler(target), sock=sock) for sock, target in pairs]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def run(pairs):
    asyncio.run(serve(pairs))
