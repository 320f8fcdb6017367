#!/usr/bin/env python3
"""nginx as a peer of the bench: answers one path with given bytes over TLS.

usage: nginx.py FOLDER PATH BODY    FOLDER: has certificate.pem and key.pem, and takes what nginx writes
"""

import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

CONFIG = """
daemon off;
user root;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/nginx_body;
  proxy_temp_path {folder}/nginx_proxy;
  fastcgi_temp_path {folder}/nginx_fastcgi;
  uwsgi_temp_path {folder}/nginx_uwsgi;
  scgi_temp_path {folder}/nginx_scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
    location = {path} {{
      default_type application/json;
      return 200 '{body}';
    }}
  }}
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def guard(port, nginx):
    """Tells when nginx is ready, and ends its workers should it end without doing so."""
    os.setpgid(0, 0)
    while os.getppid() == nginx:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    print(f"ready: REST https://127.0.0.1:{port}", flush=True)
    silence()
    while os.getppid() == nginx:
        time.sleep(0.2)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(nginx, signal.SIGKILL)


def silence():
    """Lets go of the output, which whoever started this reads to its end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)


def main():
    folder, path, body = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, path=path, body=body, workers=os.cpu_count()))
    os.setpgid(0, 0)
    nginx = os.getpid()
    if os.fork() == 0:
        guard(port, nginx)
        os._exit(0)
    # In this process's place, so that it is nginx that is measured and ended.
    silence()
    os.execvp("nginx", ["nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.error.log")])


if __name__ == "__main__":
    main()
