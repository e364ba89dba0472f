"""oracle.act: plans, allowances, refusals, sending, Safe files"""

import json

import pytest
from eth_account import Account
from eth_utils.address import to_checksum_address

from oracle.act.desk import Desk
from oracle.act.plan import Moved, Plan, Step, plan
from oracle.act.safe import _serialized, batch_file
from oracle.act.send import carry_out
from oracle.chain.errors import Reverted, WrongChain
from oracle.chain.key import NodeKey
from oracle.chain.node import Node
from oracle.core.codec import keccak, to_hex
from oracle.core.errors import Misconfigured
from oracle.core.units import Address, Instant
from tests.support.desk_node import DeskNode, Refusal, deployment, place

KEY = NodeKey(Account.from_key(keccak(b"a party")))
BOND = Address("0x" + "b0" * 20)
CASH, PLACE = place("DepositToken"), place("Bookbuilding")
ORDER = Step("Order", "Bookbuilding", PLACE, "commit", (BOND, b"\x01" * 32), CASH)


def desk(node: DeskNode) -> Desk:
    return Desk.at_head(Node(node), deployment())


def planned(node: DeskNode, step: Step = ORDER, fee_cap: int | None = None) -> Plan:
    return plan(desk(node), KEY.address, [step], fee_cap)


def test_a_call_that_takes_nothing_needs_no_approval() -> None:
    found = planned(DeskNode())

    assert [each.step for each in found.steps] == [ORDER]
    assert found.gas == 50_000 and found.fee_at_most == 62_500 * 15


@pytest.mark.parametrize("simulates", [True, False])
def test_an_approval_is_of_exactly_what_the_call_takes(simulates: bool) -> None:
    found = planned(DeskNode(takes=12_345, simulates=simulates))

    approve, order = (each.step for each in found.steps)
    assert (approve.to, approve.function, approve.arguments) == (CASH, "approve", (PLACE, 12_345))
    assert "Bookbuilding to take exactly 123.45 dCNY" in approve.says and order == ORDER
    if simulates:
        assert found.steps[1].moved == (Moved(CASH, KEY.address, PLACE, 12_345),)
    else:
        assert found.steps[1].gas is None and found.steps[1].moved is None


@pytest.mark.parametrize("simulates", [True, False])
def test_what_is_allowed_already_is_not_approved_again(simulates: bool) -> None:
    node = DeskNode(takes=5, allowances={PLACE: 5}, simulates=simulates)

    assert [each.step for each in planned(node).steps] == [ORDER]


def test_an_allowance_that_is_too_small_is_replaced_by_the_exact_one() -> None:
    node = DeskNode(takes=5, allowances={PLACE: 4})

    assert planned(node).steps[0].step.arguments == (PLACE, 5)


@pytest.mark.parametrize("simulates", [True, False])
def test_a_refusal_is_named_with_its_arguments_in_words(simulates: bool) -> None:
    refusal = Refusal("Bookbuilding", "WrongBondStage", 0, 1)

    with pytest.raises(Reverted) as refused:
        planned(DeskNode(takes=5, refusal=refusal, simulates=simulates))
    assert refused.value.name == "WrongBondStage"
    assert refused.value.arguments == {"actual": "Draft", "required": "Announced"}
    assert refused.value.field == "Bookbuilding.commit"


def test_errors_of_contracts_below_are_found() -> None:
    refusal = Refusal("Bond", "TransferRestricted", BOND, CASH, 3, 6)

    with pytest.raises(Reverted, match="units=3, reason=ReceiverClass"):
        planned(DeskNode(refusal=refusal))


def test_arguments_are_read_back_from_the_calldata() -> None:
    assert planned(DeskNode()).steps[0].step.decoded == {
        "bond": to_checksum_address(BOND),
        "commitment": "0x" + "01" * 32,
    }


def test_a_fee_above_the_cap_is_not_offered() -> None:
    with pytest.raises(Misconfigured, match="fee cap: 6 wei per gas; the chain asks 7"):
        planned(DeskNode(), fee_cap=6)
    assert planned(DeskNode(), fee_cap=8).fees.cap == 8


def test_a_node_of_another_chain_is_refused() -> None:
    with pytest.raises(WrongChain, match="the node serves 5"):
        desk(DeskNode(chain_id=5))


@pytest.mark.parametrize("simulates", [True, False])
def test_steps_are_sent_in_order_and_signed_by_the_account(simulates: bool) -> None:
    node = DeskNode(takes=5, simulates=simulates)
    # Mined approvals count: the second call is simulated again before it is signed.
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        node.allowances[PLACE] = 5

    done = carry_out(desk(node), planned(node), KEY, {}, tell)

    assert [each.step.function for each in done] == ["approve", "commit"] and len(told) == 2
    assert [Account.recover_transaction(raw).lower() for raw in node.sent] == [KEY.address] * 2


def test_a_second_step_that_the_chain_refuses_now_is_not_sent() -> None:
    node = DeskNode(takes=5)

    with pytest.raises(Reverted, match="ERC20InsufficientAllowance"):
        carry_out(desk(node), planned(node), KEY, {}, lambda _: None)
    assert len(node.sent) == 1


def test_a_mined_failure_is_named() -> None:
    node = DeskNode(fails=True)
    found = planned(node)

    with pytest.raises(Reverted, match="FailedInItsBlock"):
        carry_out(desk(node), found, KEY, {}, lambda _: None)


def test_safe_file_is_the_builders_form() -> None:
    file = batch_file(planned(DeskNode(takes=5)), 31_337, Instant(1_700_000_000))

    assert (file["version"], file["chainId"], file["createdAt"]) == (
        "1.0",
        "31337",
        1_700_000_000_000,
    )
    calls = file["transactions"]
    assert isinstance(calls, list) and [call["to"].lower() for call in calls] == [CASH, PLACE]
    assert all(call["value"] == "0" for call in calls)
    meta = file["meta"]
    assert isinstance(meta, dict)
    checksum = meta.pop("checksum")
    assert checksum == to_hex(keccak(_serialized(file).encode()))
    assert json.loads(json.dumps(file)) == file


def test_checksum_is_over_names_then_values() -> None:
    assert _serialized({"b": [1, "x"], "a": None}) == '{["a","b"]null,[1,"x"],}'
