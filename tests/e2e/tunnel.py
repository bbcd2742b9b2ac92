#!/usr/bin/env python3
"""A proxy that leads every connection to one place, whatever name was asked for: HTTP's CONNECT (RFC 9110 §9.3.6) and SOCKS 5
(RFC 1928), plain or behind TLS.

    with Tunnel(registry.host) as tunnel:
        ... run the program with HTTPS_PROXY=http://{tunnel.host} or socks5h://{tunnel.host} ...
        tunnel.asked            # ["ship.example:443", …]
"""

import base64
import socket
import socketserver
import threading


class Tunnel:
    """`login`: "user:password" that CONNECT must bring. `context`: an ssl.SSLContext for an https:// proxy."""

    def __init__(self, target, login=None, context=None):
        name, port = target.rsplit(":", 1)
        self.target, self.login, self.asked = (name, int(port)), login, []
        tunnel = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    with context.wrap_socket(self.request, server_side=True) if context else self.request as peer:
                        tunnel.serve(peer)
                except OSError:
                    pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, peer):
        first = peer.recv(1)
        if first and (self.socks(peer) if first == b"\x05" else self.connect(peer, first)):
            self.pump(peer)

    def connect(self, peer, head):
        while b"\r\n\r\n" not in head:
            more = peer.recv(4096)
            if not more:
                return False
            head += more
        lines = head.decode("latin-1").split("\r\n")
        wanted = base64.b64encode((self.login or "").encode()).decode()
        if self.login and f"proxy-authorization: basic {wanted}".lower() not in [line.lower() for line in lines]:
            peer.sendall(b"HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"lock\"\r\nContent-Length: 0\r\n\r\n")
            return False
        self.asked.append(lines[0].split(" ")[1])
        peer.sendall(b"HTTP/1.1 200 Go\r\n\r\n")
        return True

    def socks(self, peer):
        peer.recv(peer.recv(1)[0])
        peer.sendall(b"\x05\x00")  # nobody need say who they are
        kind = peer.recv(4)[3]
        name = peer.recv(peer.recv(1)[0]).decode() if kind == 3 else socket.inet_ntoa(peer.recv(4))
        self.asked.append(f"{name}:{int.from_bytes(peer.recv(2), 'big')}")
        peer.sendall(b"\x05\x00\x00\x01\0\0\0\0\0\0")
        return True

    def pump(self, peer):
        behind = socket.create_connection(self.target)

        def carry(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        back = threading.Thread(target=carry, args=(behind, peer), daemon=True)
        back.start()
        carry(peer, behind)
        back.join()
        behind.close()
