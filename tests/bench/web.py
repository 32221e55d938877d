"""Who answers the daemon, and wrk, which asks as fast as can be."""
import os
import re
import subprocess
import urllib.request

from daemon import KEY, names
from process import Process, free_port, wait_until


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def bodies(bench, folder, algorithms, shown=200):
    """The errors routes as files."""
    folder.mkdir(parents=True)
    subprocess.run([bench.program("bodies"), folder, str(algorithms), str(shown)], check=True)
    return folder


class Nginx(Process):
    """Serves a folder of `bodies`, by itself or over TLS; with `short` each connection has one answer."""

    def __init__(self, bench, folder, files, tls=None, short=False):
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.plain, self.access = free_port(), free_port(), folder / "access.log"
        config = folder / "nginx.conf"
        config.write_text(f"""
{"user root;" if os.geteuid() == 0 else ""}
daemon off;
worker_processes {max(1, (os.cpu_count() or 2) // 2)};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path {folder}/t1;
  proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  log_format reused '$ssl_session_reused $ssl_protocol $ssl_cipher';
  access_log {f"{self.access} reused" if short else "off"};
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 1h;
  keepalive_requests {1 if short else 1000000000};
  open_file_cache max=20000 inactive=1h;
  etag off;
  default_type application/json;
  {f"ssl_certificate {tls}.pem; ssl_certificate_key {tls}.key;" if tls else ""}
  {"ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:bench:10m;" if tls else ""}
  server {{
    listen 127.0.0.1:{self.port} {"ssl" if tls else ""};
    root {files};
    add_header Last-Modified "";
    location ~ ^/v1/algorithms/bench/(a[0-9]+)/errors$ {{ try_files /$1.json =404; }}
    location ~ ^/v1/algorithms/bench/(?<all>a(?<digits>[0-9]+))$ {{
      return 200 '{{"id":"00000000-0000-4000-8000-000000$digits","name":"$all"}}';
    }}
    location / {{ return 404 '{{"error":{{"message":"not found"}}}}'; }}
  }}
  server {{
    listen 127.0.0.1:{self.plain};
    access_log off;
    location / {{ stub_status; }}
  }}
}}
""", encoding="utf-8")
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        super().__init__([bench.nginx, "-p", folder, "-e", folder / "error.log", "-c", config], folder / "nginx.log")
        wait_until("nginx", lambda: self.alive() and answers(self.plain), 10)

    def served(self):
        """How many requests it has answered."""
        return int(fetch(f"http://127.0.0.1:{self.plain}/").split()[9])


class Server(Process):
    """bench_server, whose windows change."""

    def __init__(self, bench, folder, algorithms, shown=200, builds=0, log_bytes=0):
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__([bench.program("server"), port, algorithms, shown, builds, log_bytes], folder / "server.log")
        wait_until("bench_server", lambda: self.alive() and answers(port), 10)

    def fail(self, count, every=1):
        """From now on `count` executions have failed anew in every `every`th answer."""
        fetch(f"{self.url}/_fail/{count}/{every}")

    def served(self):
        """Answers of errors routes, and logs."""
        return tuple(int(number) for number in fetch(f"{self.url}/_served").split())

    def sent(self):
        """Request id -> when the last byte of the answer with it was sent, in ns."""
        return dict(line.split() for line in fetch(f"{self.url}/_sent").decode().splitlines())


def answers(port):
    try:
        fetch(f"http://127.0.0.1:{port}/_served")
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


SCRIPT = """
local requests, at = {}, 0
function init(paths)
  for line in io.lines(paths[1]) do requests[#requests + 1] = wrk.format("GET", line) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


def errors_paths(algorithms):
    return [f"/v1/algorithms/bench/{name}/errors" for name in names(algorithms)]


def wrk(bench, folder, url, paths, seconds):
    """Answers a second over 16 connections, as many as the daemon has."""
    script, list_of_paths = folder / "wrk.lua", folder / "paths"
    script.write_text(SCRIPT, encoding="utf-8")
    list_of_paths.write_text("".join(path + "\n" for path in paths), encoding="utf-8")
    done = subprocess.run(["wrk", f"-t{bench.wrk_threads}", "-c16", f"-d{max(1, round(seconds))}s", "-H",
                           f"Authorization: Simple {KEY}", "-s", script, url, "--", list_of_paths],
                          check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise RuntimeError(done)
    return float(re.search(r"Requests/sec: +([0-9.]+)", done)[1])
