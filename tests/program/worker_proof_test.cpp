// What checks say of tasks and of servers with several processes, seen with real workers: Celery's, RQ's and uWSGI's, and a pool in each of many.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/python_probe.h"

namespace unknot::test {
namespace {

TEST(WorkerProof, ATaskHasNoApplication) {
  // A worker of Celery on a broker in memory, and what a worker of RQ does with a job that it has taken from its queue.
  const std::string both = R"(
import os, threading
import fakeredis, rq
kept = fakeredis.FakeStrictRedis()
rq.connections.push_connection(kept)
from app import celery, queue, report, send
def kind(run):
    try:
        return str(run())
    except Exception as error:
        return str(error).partition(".")[0]
celery.conf.update(broker_url="memory://", result_backend="cache+memory://", worker_hijack_root_logger=False, worker_redirect_stdouts=False)
celery.finalize()
worker = celery.Worker(pool="solo", quiet=True, loglevel="CRITICAL", without_gossip=True, without_mingle=True, without_heartbeat=True)
threading.Thread(target=worker.start, daemon=True).start()
said = [kind(lambda: report.delay().get(timeout=50, interval=0.01, disable_sync_subtasks=False))]
job = rq.job.Job.fetch(queue.enqueue(send, *["x"] * send.__code__.co_argcount).id, connection=kept)
taken = threading.Thread(target=lambda: said.append(kind(job.perform)))
taken.start()
taken.join()
print(*said, flush=True)
os._exit(0)
)";
  EXPECT_EQ(quiet_probe("context-outside/flask-task", both), "Working outside of application context Working outside of application context\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-task-clean", both), "x app\napp None\n");
}

/// What a probe prints that asks uWSGI, which runs with the fixture's uwsgi.ini and its application with `more` behind it.
std::string with_uwsgi(const std::string& fixture, const std::string& more, const std::string& text) {
  return probe("server-settings/" + fixture, "more = r'''" + more + R"('''
import os, signal, socket, subprocess, time
with open("app.py", "a") as app:
    app.write(more)
with open("psycopg2.py", "w") as driver:
    driver.write("import os\ndef connect(name):\n    return os.getpid()\n")
def ask(path="/"):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect("it.sock")
        s.sendall(b"GET %s HTTP/1.0\r\nHost: x\r\n\r\n" % path.encode())
        text = b""
        while part := s.recv(4096):
            text += part
    return text.decode().partition("\r\n\r\n")[2]
def until(is_so):
    end = time.monotonic() + 40
    while time.monotonic() < end:
        try:
            if found := is_so():
                return found
        except OSError:
            pass
        time.sleep(0.02)
server = subprocess.Popen(["uwsgi", "--plugin", "python3", "--ini", "uwsgi.ini", "--http-socket", "it.sock", "--need-app"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
try:
    until(lambda: (ask(),))
)" + text + R"(
finally:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
)");
}

TEST(WorkerProof, ThreadsStandStillBetweenRequests) {
  const std::string app = R"(
def tick():
    import time
    while True:
        with open("ticks", "a") as to:
            to.write(".")
        time.sleep(0.01)

@app.route("/start")
def start():
    threading.Thread(target=tick, daemon=True).start()
    return "started"
)";
  // The first waits for what comes, the second sees that it does not.
  EXPECT_EQ(with_uwsgi("no-threads-clean", app, "    ask('/start')\n    print(until(lambda: os.path.getsize('ticks') > 20))\n"), "True\n");
  EXPECT_EQ(with_uwsgi("no-threads", app, "    ask('/start')\n    time.sleep(0.6)\n    print(os.path.exists('ticks') and os.path.getsize('ticks') > 20)\n"), "False\n");
}

TEST(WorkerProof, WithoutAMasterNobodyReplacesAWorker) {
  const std::string app = R"(
@app.route("/die")
def die():
    import os
    os.kill(os.getpid(), 9)
)";
  // Each ends the worker that takes it; behind the last one nobody takes any more.
  const std::string deaths = R"(
    def is_gone():
        try:
            ask("/die")
        except ConnectionResetError:
            return False
        except ConnectionRefusedError:
            return True
    print(any(is_gone() for _ in range(8)))
)";
  EXPECT_EQ(with_uwsgi("no-master", app, deaths), "True\n");
  EXPECT_EQ(with_uwsgi("no-master-clean", app, deaths), "False\n");
}

TEST(WorkerProof, AConnectionFromBeforeTheForkIsAnothersToo) {
  // The driver's stand-in gives the process that has connected.
  const std::string app = R"(
@app.route("/own")
def own():
    import os
    return str(connection == os.getpid())
)";
  EXPECT_EQ(with_uwsgi("no-lazy-apps", app, "    print(ask('/own'))\n"), "False\n");
  EXPECT_EQ(with_uwsgi("no-lazy-apps-clean", app, "    print(ask('/own'))\n"), "True\n");
}

TEST(WorkerProof, EachWorkerHasAPoolOfItsOwn) {
  // A server that gives a hundred connections, and as many processes as the command has workers, each with the pool that nobody has set.
  const std::string pools = R"py(
import multiprocessing, re, sqlite3
import sqlalchemy
given = multiprocessing.Value("i", 0)
def connect():
    with given.get_lock():
        if given.value == 100:
            raise sqlite3.OperationalError("too many clients already")
        given.value += 1
    return sqlite3.connect(":memory:")
def work(refused):
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.QueuePool, creator=connect, pool_timeout=0)
    held = []
    try:
        while True:
            held.append(engine.raw_connection())
    except sqlalchemy.exc.TimeoutError:
        pass
    except (sqlite3.OperationalError, sqlalchemy.exc.OperationalError):
        refused.value = 1
refused = multiprocessing.Value("i", 0)
workers = [multiprocessing.Process(target=work, args=(refused,)) for _ in range(int(re.search(r"-w (\d+)", open("Procfile").read())[1]))]
for worker in workers: worker.start()
for worker in workers: worker.join()
print(given.value, bool(refused.value))
)py";
  EXPECT_EQ(quiet_probe("extension-settings/too-many-connections", pools), "100 True\n");
  EXPECT_EQ(quiet_probe("extension-settings/too-many-connections-clean", pools), "90 False\n");
}

}  // namespace
}  // namespace unknot::test
