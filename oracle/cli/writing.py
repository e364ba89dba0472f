"""The write path of every command: plan, simulation, question, signature, receipt.

`writes` gives a command the options that all writes share, and an `Act` to do it with.
"""

import inspect
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from oracle.cli.settings import config_of, desk_of

if TYPE_CHECKING:
    from oracle.act.desk import Desk
    from oracle.act.plan import Plan, Step
    from oracle.act.send import Done
    from oracle.chain.key import NodeKey
    from oracle.core.units import Address
    from oracle.facts.bond import Bond

Found = Callable[["Sequence[Done]"], Mapping[str, object]]
"""What a command reads from what was done: the number of an order, the address of a bond."""

USAGE, REFUSED = 2, 5

_OPTIONS: dict[str, tuple[Any, object]] = {
    "keystore": (
        Annotated[Path | None, typer.Option(help="Encrypted key of the account that signs.")],
        None,
    ),
    "password_file": (
        Annotated[Path | None, typer.Option(help="File with the keystore's password.")],
        None,
    ),
    "sender": (
        Annotated[
            str | None,
            typer.Option("--from", help="Who would send, for --dry-run and --unsigned."),
        ],
        None,
    ),
    "yes": (Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")], False),
    "dry_run": (
        Annotated[bool, typer.Option("--dry-run", help="Stop after the plan.")],
        False,
    ),
    "unsigned": (
        Annotated[
            Path | None,
            typer.Option(help="Write a Safe Transaction Builder file instead of sending."),
        ],
        None,
    ),
    "as_json": (Annotated[bool, typer.Option("--json", help="JSON on standard output.")], False),
}


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameter `act` becomes the context and the options of every write."""
    own = inspect.signature(command).parameters

    def run(**given: Any) -> None:
        options = {name: given.pop(name) for name in _OPTIONS}
        command(act=Act(given.pop("context"), **options), **given)

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("context", kind, annotation=typer.Context)]
    parameters += [entry.replace(kind=kind) for name, entry in own.items() if name != "act"]
    parameters += [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in _OPTIONS.items()
    ]
    signed: Any = run
    signed.__signature__ = inspect.Signature(parameters)
    run.__annotations__ = {entry.name: entry.annotation for entry in parameters}
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return run


class Act:
    """One act of one party, with the options that it was given."""

    def __init__(
        self,
        context: typer.Context,
        *,
        keystore: Path | None,
        password_file: Path | None,
        sender: str | None,
        yes: bool,
        dry_run: bool,
        unsigned: Path | None,
        as_json: bool,
    ) -> None:
        self.context, self.as_json = context, as_json
        self._keystore, self._password_file, self._from = keystore, password_file, sender
        self._yes, self._dry_run, self._unsigned = yes, dry_run, unsigned

    @cached_property
    def desk(self) -> "Desk":
        """The desk at the head of the chain."""
        return desk_of(config_of(self.context))

    @cached_property
    def key(self) -> "NodeKey":
        """The key that signs; usage error where none is given."""
        from oracle.chain.key import load_key

        if self._keystore is None or self._password_file is None:
            _stop("signing needs --keystore and --password-file", USAGE)
        return load_key(self._keystore, self._password_file)

    @cached_property
    def sender(self) -> "Address":
        """Who acts: the account of the keystore, or --from where nothing is signed."""
        from oracle.act.typed import address_in

        if self._from is None:
            return self.key.address
        if not (self._dry_run or self._unsigned):
            _stop("--from is for --dry-run and --unsigned: a keystore says who signs", USAGE)
        return address_in(self._from, "--from")

    @property
    def sends(self) -> bool:
        """Whether it is sent from here once it is confirmed."""
        return not (self._dry_run or self._unsigned)

    def do(
        self, steps: "Sequence[Step]", bonds: "Sequence[Bond]" = (), found: Found | None = None
    ) -> "list[Done]":
        """Simulate, show, ask, send, wait, report."""
        from oracle.act.plan import plan
        from oracle.act.send import carry_out

        if not steps:
            _say("nothing to do")
        desk, cap = self.desk, config_of(self.context).fee_cap
        planned = plan(desk, self.sender, steps, cap)
        names = desk.names(bonds)
        _print_plan(desk, planned, names)
        if self._unsigned is not None:
            self._write_unsigned(planned)
        if not self.sends or not steps:
            if self.as_json:
                _print_report(desk, planned, names, [], {}, as_json=True)
            return []
        self.ask()
        done = carry_out(desk, planned, self.key, names, _say, cap)
        extra = found(done) if found else {}
        _print_report(desk, planned, names, done, extra, as_json=self.as_json)
        return done

    def ask(self) -> None:
        """Go on only if the user says so."""
        ask(yes=self._yes)

    def _write_unsigned(self, planned: "Plan") -> None:
        from oracle.act.safe import batch_file

        assert self._unsigned is not None
        file = batch_file(planned, self.desk.deployment.chain_id, self.desk.head.time)
        self._unsigned.write_text(json.dumps(file, indent=1, ensure_ascii=False) + "\n")
        _say(f"written, not sent: {self._unsigned}")


def ask(*, yes: bool) -> None:
    """Go on only if the user says so; without a terminal, only with --yes."""
    if yes:
        return
    if not is_answered():
        _stop("nobody can be asked here: confirm with --yes", USAGE)
    if not typer.confirm("Go on?", default=False, err=True):
        _stop("not confirmed: nothing was signed or sent", REFUSED)


def is_answered() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def _print_plan(desk: "Desk", planned: "Plan", names: "Mapping[Address, str]") -> None:
    _say(f"from   {planned.sender} on chain {desk.deployment.chain_id}")
    for number, each in enumerate(planned.steps, 1):
        step = each.step
        _say(f"{number}. {step.says}")
        _say(f"   call  {step.called} at {step.to}")
        for name, value in step.decoded.items():
            _say(f"   {name}: {_shown(value, names)}")
        for m in each.moved or ():
            giver, taker = (_party(who, planned.sender, names) for who in (m.sender, m.receiver))
            _say(f"   moves {desk.tokens(m.token, m.amount)} from {giver} to {taker}")
        gas = "known once the steps before are done" if each.gas is None else f"{each.gas:,}"
        _say(f"   gas   {gas}")
    _say(f"fee    at most {-(-planned.fee_at_most // 10**9):,} gwei")


def _print_report(
    desk: "Desk",
    planned: "Plan",
    names: "Mapping[Address, str]",
    done: "Sequence[Done]",
    extra: Mapping[str, object],
    *,
    as_json: bool,
) -> None:
    from oracle.cli.printing import print_json, print_pairs

    if as_json:
        steps = [
            {
                "says": each.step.says,
                "contract": each.step.contract,
                "to": each.step.to,
                "function": each.step.function,
                "arguments": each.step.decoded,
                "gas": None if each.gas is None else str(each.gas),
                "moved": None
                if each.moved is None
                else [
                    {"token": m.token, "from": m.sender, "to": m.receiver, "amount": str(m.amount)}
                    for m in each.moved
                ],
            }
            for each in planned.steps
        ]
        sent = [
            {
                "hash": each.transaction,
                "block": each.block,
                "events": [
                    {"contract": e.contract, "address": e.address, "name": e.name}
                    | {"arguments": e.arguments}
                    for e in each.events
                ],
            }
            for each in done
        ]
        plan_ = {"from": planned.sender, "chainId": desk.deployment.chain_id, "steps": steps}
        plan_["feeAtMost"] = str(planned.fee_at_most)
        print_json({"plan": plan_, "transactions": sent, **extra})
        return
    for each in done:
        print(f"transaction {each.transaction} in block {each.block}")
        for event in each.events:
            values = ", ".join(f"{k}={_shown(v, names)}" for k, v in event.arguments.items())
            print(f"  {event.contract}.{event.name}({values})")
    print_pairs(extra)


def _shown(value: object, names: "Mapping[Address, str]") -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}={_shown(v, names)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(entry, names) for entry in value) + "]"
    known: Mapping[Any, str] = names
    name = known.get(value.lower()) if isinstance(value, str) else None
    return f"{value} ({name})" if name else str(value)


def _party(who: "Address", sender: "Address", names: "Mapping[Address, str]") -> str:
    return "you" if who == sender else names.get(who, who)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _stop(reason: str, code: int) -> NoReturn:
    _say(f"greentrace: {reason}")
    raise typer.Exit(code)
