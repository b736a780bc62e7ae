"""The command `adsim`: parse, call one function of the library, print. Results go to stdout, all else to stderr.

Heavy imports stand inside the commands, so that help is instant.
"""

import os
import signal
import sys
from typing import Any, NoReturn

import rich_click as click

from adsim.cli import (
    account,
    campaign,
    explain,
    optimise,
    product_test,
    product_trial,
    scenario,
    sensitivity,
    store,
    sweep,
    test_reading,
)
from adsim.errors import AdsimError
from adsim.version import __version__

click.rich_click.TEXT_MARKUP = "markdown"
click.rich_click.SHOW_ARGUMENTS = True

_INTERRUPTED = 130
_TERMINATED = 143


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="adsim")
def cli() -> None:
    """Simulate keyword-ad campaigns **before spending**: which split, which bids, what profit, how sure.

    Start here:

        adsim new --platform 1688 -o shop.yaml

        adsim compare shop.yaml
    """


for command in (
    scenario.new,
    account.inspect,
    account.calibrate,
    account.export,
    scenario.validate,
    campaign.compare,
    campaign.run,
    campaign.report,
    explain.explain,
    product_trial.test,
    product_test.plan,
    product_test.audit,
    test_reading.read,
    sweep.sweep,
    sensitivity.sensitivity,
    optimise.optimise,
    store.store,
    scenario.schema,
    scenario.completion,
):
    cli.add_command(command)


def _terminated(signum: int, frame: Any) -> NoReturn:
    sys.exit(_TERMINATED)


def main() -> None:
    """Run the command; every error is one clear message and an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli(prog_name="adsim", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "interrupted; nothing half done is written, and finished runs that were kept are not done again", err=True
        )
        sys.exit(_INTERRUPTED)
    except AdsimError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if os.environ.get("ADSIM_DEBUG"):
            raise
        click.echo(f"a fault of adsim itself: {type(error).__name__}: {error}; ADSIM_DEBUG=1 shows more", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
