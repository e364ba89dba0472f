"""What tests of bonds need beyond the platform's builders. Nothing here asserts."""

from brownie import accounts, web3
from eth_account import Account
from eth_utils import keccak

from tests.support.clock import day_start, mine_at
from tests.support.platform import create_bond, mint

OUTSIDER = Account.from_key("0x" + "0b" * 32)
"""An account whose key the tests know; anvil does not hold it."""

PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"


def as_contract(contract):
    """A contract as a sender of transactions."""
    return accounts.at(contract.address, force=True)


def next_block_at(at):
    """Give the next transaction this very second."""
    web3.provider.make_request("evm_setNextBlockTimestamp", [at])


def permit(bond, spender, units, deadline, nonce=0, key=OUTSIDER.key) -> tuple:
    """`v, r, s` of OUTSIDER's permit, by whoever has `key`."""
    digest = permit_digest(bond, spender, units, deadline, nonce)
    signed = Account.unsafe_sign_hash(digest, key)
    return signed.v, signed.r, signed.s


def permit_digest(bond, spender, units, deadline, nonce) -> bytes:
    """What OUTSIDER signs. Source: EIP-2612."""
    parts = (OUTSIDER.address, spender.address, units, nonce, deadline)
    words = [_word(part) for part in parts]
    struct = keccak(keccak(text=PERMIT) + b"".join(words))
    return keccak(b"\x19\x01" + domain_separator(bond) + struct)


def domain_separator(bond) -> bytes:
    """EIP-712 domain of a bond, made from its parts. Source: EIP-712."""
    fields = "string name,string version,uint256 chainId,address verifyingContract"
    return keccak(
        keccak(text=f"EIP712Domain({fields})")
        + keccak(text="Greentrace Bond")
        + keccak(text="1")
        + _word(web3.eth.chain_id)
        + _word(bond.address)
    )


def fund_coupon(platform, series, number=0):
    """Strike and fund a coupon after its record day, the issuer paying; the receipt."""
    mine_at(day_start(series.coupons[number][2] + 1))
    issuer = {"from": platform.actors.issuer}
    series.bond.strike(issuer)
    struck = series.bond.struckOf(number)
    amount = struck["units"] * (struck["cashPerUnit"] + series.bond.repaidWith(number))
    mint(platform, issuer["from"], amount)
    platform.deposit_token.approve(series.bond, amount, issuer)
    return series.bond.fundCoupon(number, issuer)


def fund_redemption(platform, series):
    """Pay in what coupons are left and, on the maturity day, the face value; the last receipt."""
    for number in range(series.bond.fundedThrough(), len(series.coupons)):
        fund_coupon(platform, series, number)
    mine_at(day_start(series.maturity_day))
    issuer = {"from": platform.actors.issuer}
    amount = series.bond.totalSupply() * series.bond.faceValue()
    mint(platform, issuer["from"], amount)
    platform.deposit_token.approve(series.bond, amount, issuer)
    return series.bond.fundRedemption(issuer)


def bond_in_cash(platform, cash, isin, **changes):
    """A draft bond that is settled in `cash`."""
    return create_bond(platform, isin=isin, cash=cash.address, **changes)


def _word(value) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(32, "big")
    return bytes.fromhex(value[2:]).rjust(32, b"\0")
