"""Publishes ports: accepts connections outside, and continues them in the network of the containers."""

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


async def serve(pairs):
    async def connection(reader, writer, target):
        try:
            inner_reader, inner_writer = await asyncio.open_connection(*target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))
        for each in (writer, inner_writer):
            each.close()

    def handler(target):
        return lambda reader, writer: connection(reader, writer, target)

    servers = [await asyncio.start_server(handler(target), sock=sock) for sock, target in pairs]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def run(pairs):
    asyncio.run(serve(pairs))
