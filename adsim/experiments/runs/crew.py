"""Who does the runs: worker processes of this machine, on the loopback only, or those of a Dask cluster.

Hides how they are begun, told apart, counted and sent home. Interrupted, local ones are ended at once: they hold
nothing that is not held here too.
"""

import logging
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from adsim import simulation
from adsim.errors import AdsimError, InputError, Problem
from adsim.experiments.runs.batch import Safety

_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_MEMORY_SHARE = 0.8  # of the machine's memory for all local workers together
_LOOK_AGAIN = 1.0  # seconds between looks at who is there
_WAIT_FOR_WORKERS, _CONNECT = 60, 20  # seconds
_LONGEST_ALONE = 300  # seconds without any worker: those that die are begun again within seconds


@dataclass(frozen=True)
class Cluster:
    """Where a scheduler listens, such as tcp://host:8786 or tls://host:8786, and the files of TLS where it asks."""

    address: str
    tls_ca: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def __post_init__(self) -> None:
        files = (("--tls-ca", self.tls_ca), ("--tls-cert", self.tls_cert), ("--tls-key", self.tls_key))
        given = [name for name, path in files if path is not None]
        problems = []
        if not _is_address(self.address):
            rule = "must be an address such as tcp://host:8786"
            problems.append(Problem("--cluster", "", rule, repr(self.address)))
        elif self.address.startswith("tls://") != bool(given) or (given and len(given) < len(files)):
            rule = "a tls:// scheduler needs --tls-ca, --tls-cert and --tls-key, a tcp:// one none of them"
            problems.append(Problem("--cluster", "", rule, f"{self.address} and {', '.join(given) or 'no file'}"))
        problems += [
            Problem(name, "", "is not a file", str(path)) for name, path in files if path and not path.is_file()
        ]
        if problems:
            raise InputError(problems)

    def security(self) -> Any:
        """What Dask wants to know of it; None without TLS."""
        if self.tls_ca is None:
            return None
        from distributed.security import Security

        return Security(  # type: ignore[no-untyped-call]
            tls_ca_file=str(self.tls_ca), tls_client_cert=str(self.tls_cert), tls_client_key=str(self.tls_key),
            require_encryption=True,
        )  # fmt: skip


def _is_address(text: str) -> bool:
    """Is it tcp:// or tls:// with a host and a port? Otherwise nobody would answer, and only after long waiting."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("tcp", "tls") and bool(parts.hostname and parts.port) and not parts.path
    except ValueError:  # a port beyond 65535, an unclosed bracket
        return False


class Crew:
    """A Dask client with its workers; `refill` begins those anew that nobody else begins again."""

    def __init__(self, client: Any, safety: Safety | None, refill: Callable[[], None] = lambda: None) -> None:
        self.client, self.safety, self._refill = client, safety, refill
        self._threads, self._looked_at, self._seen = 1, float("-inf"), time.monotonic()

    def look_again(self) -> None:
        """Somebody has died: two batches at one worker would die together, and nobody knew of which."""
        self._looked_at = float("-inf")

    @property
    def hands(self) -> int:
        """How many batches can be worked on at once; raises `AdsimError` where scheduler or workers are gone."""
        self.check()
        now = time.monotonic()
        if now - self._looked_at > _LOOK_AGAIN:
            try:
                known = self.client.scheduler_info(n_workers=-1)["workers"].values()
            except (OSError, TimeoutError) as error:
                raise self.gone() from error
            self._threads, self._looked_at = max(1, sum(worker["nthreads"] for worker in known)), now
            self._seen = now if known else self._seen
            self._refill()
            if now - self._seen > _LONGEST_ALONE:
                raise self.gone("the cluster has had no workers for minutes")
        return self._threads

    def check(self) -> None:
        """Raise `AdsimError` where the scheduler is gone."""
        if self.client.status != "running":
            raise self.gone()

    def gone(self, what: str = "the scheduler is gone") -> AdsimError:
        """What to say where nobody works any more."""
        return AdsimError(f"{what}; finished runs are kept, and the same command goes on from there")


_LOGGERS = ("asyncio", "distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado")
_QUIET = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.work-stealing": False,
    # A batch that has lost its worker comes back at once: here it is known what to do with it.
    "distributed.scheduler.allowed-failures": 0,
    # Dask would give up a local worker that is away for some seconds, and end it with the batch that it may have been
    # given again just then. It need not: its nanny restarts it however often it dies, and where a nanny gives up,
    # `_refilled` puts another in its place.
    "distributed.deploy.lost-worker-timeout": "1000 days",
    "distributed.admin.tick.interval": "200ms",
    "distributed.admin.tick.limit": "30s",
    "distributed.admin.system-monitor.interval": "5s",
}


@contextmanager
def local_crew(workers: int, memory: int | None = None) -> Iterator[Crew]:
    """So many worker processes of this machine, each with `memory` bytes (default: its share of 80 %).

    The kernels are compiled here before they work, so that no two processes compile the same. At the end they are
    sent home in the background, while others already go on.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.system import MEMORY_LIMIT

    _wait_for_those_leaving()
    most = memory or int(MEMORY_LIMIT * _MEMORY_SHARE / workers)
    with ExitStack() as open_until_done:
        open_until_done.enter_context(dask.config.set(_QUIET))
        for name in _LOGGERS:
            open_until_done.enter_context(_silenced(name))
        crashes = Path(open_until_done.enter_context(tempfile.TemporaryDirectory(prefix="adsim-")))
        with _interrupts_held_back(), ThreadPoolExecutor(1) as beside:
            compiled = beside.submit(simulation.compile_kernels)
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", memory_limit=most,
                local_directory=str(crashes),
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL + 1,
            )  # fmt: skip
            # Called back, not entered: they may be closed by another thread than this.
            open_until_done.callback(cluster.close)
            client = Client(cluster, set_as_default=False)  # type: ignore[no-untyped-call]
            open_until_done.callback(client.close)
            compiled.result()
        try:
            yield Crew(client, Safety(crashes, most), partial(_refilled, cluster, workers))
        except BaseException:
            _end(cluster)
            raise
        _leaving.append(threading.Thread(target=open_until_done.pop_all().close))
        _leaving[-1].start()


def _refilled(cluster: Any, workers: int) -> None:
    """Begin anew those whose nanny has given up, as it does where beginning a process fails."""
    from distributed import Status

    for name, nanny in list(cluster.workers.items()):
        if nanny.status in (Status.closed, Status.failed):
            cluster.workers.pop(name, None)
    if len(cluster.workers) < workers:
        cluster.scale(workers)


def _end(cluster: Any) -> None:
    """End the workers without asking: they may be deep in a batch, and nobody waits for it any more."""
    for nanny in cluster.workers.values():
        nanny.auto_restart = False
        if nanny.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(nanny.pid, signal.SIGKILL)


@contextmanager
def cluster_crew(cluster: Cluster) -> Iterator[Crew]:
    """The workers of a cluster that others have started and others will end."""
    import dask
    from distributed import Client

    with ExitStack() as open_until_done:
        open_until_done.enter_context(dask.config.set(_QUIET))
        for name in _LOGGERS:
            open_until_done.enter_context(_silenced(name))
        try:
            client = Client(  # type: ignore[no-untyped-call]
                cluster.address, security=cluster.security(), set_as_default=False, timeout=_CONNECT
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise AdsimError(f"--cluster {cluster.address}: no scheduler answers: {error}") from error
        try:
            try:
                client.wait_for_workers(1, timeout=_WAIT_FOR_WORKERS)
            except TimeoutError as error:
                raise AdsimError(f"--cluster {cluster.address}: has no workers; start some") from error
            _refuse_strangers(client, cluster.address)
            yield Crew(client, None)
        finally:
            client.close(timeout=2)  # type: ignore[no-untyped-call]


def _refuse_strangers(client: Any, address: str) -> None:
    """Workers without adsim would die of the first batch, one after the other, and nobody would say why."""
    found = client.run(find_spec, "adsim", on_error="ignore")
    strangers = [worker for worker, spec in found.items() if spec is None]
    if strangers:
        raise AdsimError(
            f"--cluster {address}: adsim is not installed on {len(strangers)} of {len(found)} workers, such as"
            f" {strangers[0]}; install the same everywhere"
        )


# Until Python ends, at the latest: it waits for its threads.
_leaving: list[threading.Thread] = []


def _wait_for_those_leaving() -> None:
    while _leaving:
        _leaving.pop().join()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C and termination back until what has begun stands whole; then they act.

    Processes begun meanwhile never hear Ctrl-C: this one hears it and ends them in good order.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    usual = {number: signal.signal(number, lambda *call: heard.append(call)) for number in _ENDINGS}
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        # Begun later, the tracker would let Ctrl-C through to the process that is begun with it.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for number, handler in usual.items():
            signal.signal(number, handler)
        if heard:
            signal.raise_signal(heard[0][0])


@contextmanager
def _silenced(name: str) -> Iterator[None]:
    """No log lines meanwhile: what fails comes back as an exception, all else is the noise of closing down."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
