"""Who may call what: every state-changing function of every contract is in this table.

A new function fails the test until it is entered here with the one who may call it; every function
that a platform role guards is called by a stranger and must revert.
"""

import pytest

from scripts.parts import BOND
from scripts.settings import ROLES
from tests.support.platform import create_bond
from tests.support.reverts import reverts

ANYONE, PARTY = "anyone", "a party, checked inside"
ADMIN, EAS = "admin of the roles", "EAS"
ITSELF = "the contract itself"
ERC20 = {"transfer": ANYONE, "transferFrom": ANYONE, "approve": ANYONE, "permit": ANYONE}
AGENT = "REGISTER_AGENT"

LEDGER = {
    **dict.fromkeys(("advanceTo", "setRate", "cancel", "issue"), PARTY),
    **dict.fromkeys(("setFrozenTokens", "setLock"), AGENT),
    **dict.fromkeys(("initialize", "strike", "determine", "fundCoupon", "claimCoupons"), ANYONE),
    **dict.fromkeys(("payCoupons", "remitTax", "fundRedemption", "redeem"), ANYONE),
}
DESK = {
    **dict.fromkeys(("announce", "call", "callPartially", "cancelUnits"), PARTY),
    **dict.fromkeys(("extendMaturity", "accelerate"), PARTY),
    **dict.fromkeys(("put", "fundPut", "settlePut"), ANYONE),
    **dict.fromkeys(("declareDefault", "cure", "distribute", "prescribe"), ANYONE),
}
OFFICE = {
    **dict.fromkeys(("announceForce", "forcedTransfer", "recover"), AGENT),
    **dict.fromkeys(("withdrawForce", "setDocument", "removeDocument"), PARTY),
}
"""What a bond's three parts let whom do; the bond itself is all of it."""

CALLERS = {
    "Investors": dict.fromkeys(("admit", "admitMany", "setBlocked"), "REGISTRAR"),
    "Factors": dict.fromkeys(("publish", "supersede"), "STEWARD"),
    "Methodologies": {"publish": "STEWARD", "supersede": "STEWARD", "pin": ANYONE},
    "GridRenewable": {},
    "Projects": {"propose": ANYONE, "commission": PARTY, "close": PARTY},
    "Devices": dict.fromkeys(("register", "rotate", "revoke"), PARTY),
    "Verifiers": dict.fromkeys(("accredit", "setSuspended"), "ACCREDITOR"),
    "Attestations": {
        "bindSchema": "STEWARD",
        **dict.fromkeys(("attest", "multiAttest", "revoke", "multiRevoke"), EAS),
    },
    "Batches": {"rotateNodes": "STEWARD", "post": ANYONE},
    "Impact": {"measure": ANYONE},
    "Disclosures": dict.fromkeys(("publish", "supersede"), PARTY),
    "DepositToken": {"mint": "BANK", "burn": "BANK", **ERC20},
    "BondFactory": {"create": "ISSUER"},
    "Commitments": {"enrol": "INSTRUMENTS", "commit": PARTY, "markPaid": PARTY},
    "Offering": {
        "open": PARTY,
        **dict.fromkeys(("subscribe", "withdraw", "close", "settle", "collect"), ANYONE),
        "deliver": ITSELF,
    },
    "ProceedsVault": dict.fromkeys(("receiveProceeds", "allocate", "disburse"), PARTY),
    "Bond": {**ERC20, **LEDGER, **DESK, **OFFICE},
    "BondDesk": DESK,
    "BondOffice": OFFICE,
    "Fixings": dict.fromkeys(("defineIndex", "publish"), ANYONE),
    "FloatingRates": {"defineTerms": ANYONE},
    "ImpactRates": {"defineTerms": ANYONE, "report": ANYONE},
    "Bookbuilding": {
        "open": PARTY,
        **dict.fromkeys(("commit", "amend", "withdraw", "reveal", "collect"), PARTY),
        **dict.fromkeys(("clear", "settle", "collectForfeits"), ANYONE),
        "deliver": ITSELF,
    },
    "Trades": {"fill": ANYONE, "cancel": PARTY, "cancelWord": PARTY},
    "Roles": {
        **dict.fromkeys(("execute", "schedule", "cancel", "consumeScheduledOp"), ANYONE),
        "renounceRole": ANYONE,
        **dict.fromkeys(("grantRole", "revokeRole", "labelRole", "setRoleAdmin"), ADMIN),
        **dict.fromkeys(("setRoleGuardian", "setGrantDelay", "setTargetAdminDelay"), ADMIN),
        **dict.fromkeys(("setTargetClosed", "setTargetFunctionRole", "updateAuthority"), ADMIN),
        "multicall": ANYONE,
    },
}
"""Contract -> function -> who may call it."""

FOREIGN = {"EAS", "SchemaRegistry"}
MANAGED = {"setAuthority"}
"""Of every contract under the roles: only the roles contract itself may call it."""
BY_A_ROLE = [
    (contract, function, role)
    for contract, functions in CALLERS.items()
    for function, role in functions.items()
    if role in ROLES and contract not in BOND
]


def writes(contract, kinds=("nonpayable", "payable")):
    return {
        entry["name"]
        for entry in contract.abi
        if entry["type"] == "function" and entry["stateMutability"] in kinds
    }


def overloads(contract, function):
    return [entry for entry in contract.abi if entry.get("name") == function and "inputs" in entry]


def deployed(platform, name):
    by_address = {entry["address"]: key for key, entry in platform.manifest.contracts.items()}
    found = [c for c in vars(platform).values() if _is(c, by_address, name)]
    return found[0]


def _is(contract, by_address, name):
    return by_address.get(str(getattr(contract, "address", ""))) == name


def test_every_deployed_contract_is_in_the_table(platform):
    assert set(platform.manifest.contracts) - FOREIGN == set(CALLERS)


def test_every_state_changing_function_is_in_the_table(platform):
    for name, functions in CALLERS.items():
        found = writes(deployed(platform, name))
        assert found - MANAGED == set(functions), name


def test_no_function_takes_ether_but_where_eas_or_the_roles_ask_for_it(platform):
    resolver = {"attest", "multiAttest", "revoke", "multiRevoke"}
    allowed = {"Attestations": resolver, "Roles": {"execute"}}
    for name in CALLERS:
        payable = writes(deployed(platform, name), ("payable",))
        assert payable <= allowed.get(name, set()), name


def test_the_role_of_a_guarded_function_is_that_of_the_table(platform):
    for name, function, role in BY_A_ROLE:
        contract = deployed(platform, name)
        selectors = [s for s, named in contract.selectors.items() if named == function]
        assert selectors
        for selector in selectors:
            found = platform.roles.getTargetFunctionRole(contract, selector)
            assert found == ROLES[role], (name, function)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in BY_A_ROLE}))
def test_reverts_when_a_stranger_calls_a_guarded_function(platform, actors, name):
    contract = deployed(platform, name)
    for function in [f for n, f, _ in BY_A_ROLE if n == name]:
        for entry in overloads(contract, function):
            given = [_empty(argument) for argument in entry["inputs"]]
            with reverts("AccessManagedUnauthorized", actors.stranger):
                getattr(contract, function)(*given, {"from": actors.stranger})


def test_a_holder_of_another_role_is_a_stranger(platform, actors):
    with reverts("AccessManagedUnauthorized", actors.bank):
        platform.investors.setBlocked(actors.holder_a, True, True, {"from": actors.bank})
    with reverts("AccessManagedUnauthorized", actors.registrar):
        platform.deposit_token.burn("0x" + "01" * 32, 0, {"from": actors.registrar})
    with reverts("AccessManagedUnauthorized", actors.issuer):
        platform.batches.rotateNodes([actors.issuer], 1, {"from": actors.issuer})


def test_nobody_but_the_roles_replaces_the_authority(platform, actors):
    managed = [name for name in CALLERS if "setAuthority" in writes(deployed(platform, name))]
    assert {name for name, _, _ in BY_A_ROLE} <= set(managed)
    for name in managed:
        with reverts("AccessManagedUnauthorized", actors.admin):
            deployed(platform, name).setAuthority(actors.admin, {"from": actors.admin})


@pytest.mark.parametrize(
    "function", [f for f, role in {**LEDGER, **OFFICE}.items() if role == AGENT]
)
def test_reverts_when_a_stranger_acts_as_register_agent(platform, actors, function):
    (entry,) = overloads(platform.bond, function)
    given = [_empty(argument) for argument in entry["inputs"]]
    with reverts("NotRole", actors.stranger, ROLES[AGENT]):
        getattr(platform.bond, function)(*given, {"from": actors.stranger})


@pytest.mark.parametrize(
    ("party", "function"),
    [
        *[("issuer", f) for f in ("announce", "call", "callPartially", "cancelUnits")],
        *[("issuer", f) for f in ("extendMaturity", "setDocument", "removeDocument", "cancel")],
        *[("trustee", f) for f in ("accelerate", "withdrawForce")],
        *[("offering", f) for f in ("advanceTo", "issue")],
        ("bookbuilding", "setRate"),
    ],
)
def test_reverts_when_a_stranger_acts_as_a_party(platform, verifier, actors, party, function):
    bond = create_bond(platform, isin=f"0x{b'WIRING000001'.hex()}").bond
    required = getattr(actors, party, None) or getattr(platform, party)
    (entry,) = overloads(bond, function)
    given = [_empty(argument) for argument in entry["inputs"]]
    with reverts("NotParty", actors.stranger, required):
        getattr(bond, function)(*given, {"from": actors.stranger})


def test_every_function_of_a_party_has_that_test():
    tested = {f for mark in _parties() for _, f in mark.args[1]}
    of_parties = {f for f, who in {**LEDGER, **DESK, **OFFICE}.items() if who == PARTY}
    assert tested == of_parties


@pytest.mark.parametrize(
    ("function", "given"),
    [
        ("grantRole", (ROLES["BANK"], None, 0)),
        ("revokeRole", (ROLES["BANK"], None)),
        ("setTargetClosed", (None, True)),
        ("setRoleAdmin", (ROLES["BANK"], ROLES["ISSUER"])),
    ],
)
def test_reverts_when_a_stranger_governs_the_roles(platform, actors, function, given):
    given = [actors.stranger if argument is None else argument for argument in given]
    with reverts("AccessManagerUnauthorizedAccount", actors.stranger, 0):
        getattr(platform.roles, function)(*given, {"from": actors.stranger})


def test_roles_have_the_numbers_that_the_settings_say(platform):
    for role, number in ROLES.items():
        assert getattr(platform.roles, role)() == number


def test_each_role_is_held_by_its_holders_alone(platform, actors):
    holders = {
        "REGISTRAR": actors.registrar,
        "BANK": actors.bank,
        "STEWARD": actors.admin,
        "ACCREDITOR": actors.admin,
        "ISSUER": actors.issuer,
        "REGISTER_AGENT": actors.registrar,
        "INSTRUMENTS": platform.bond_factory,
    }
    accounts = [*vars(actors).values(), platform.bond_factory]
    for role, number in ROLES.items():
        held = [a for a in accounts if platform.roles.hasRole(number, a)[0]]
        assert held == [holders[role]], role


def _parties():
    return test_reverts_when_a_stranger_acts_as_a_party.pytestmark


def _empty(argument):
    if argument["type"].endswith("[]"):
        return []
    if argument["type"] == "tuple":
        return tuple(map(_empty, argument["components"]))
    if argument["type"].startswith("bytes"):
        size = argument["type"][5:]
        return "0x" + "00" * int(size) if size else b""
    return {"address": "0x" + "00" * 20, "bool": False}.get(argument["type"], 0)
