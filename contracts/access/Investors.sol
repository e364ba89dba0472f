// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IInvestors} from "interfaces/IInvestors.sol";

import {InvestorWord} from "contracts/libraries/InvestorWord.sol";
import {PPM_ONE} from "contracts/types/Units.sol";

/// @title Investors
/// @dev   Specification, errors and events: IInvestors. One storage slot per account.
///
/// TRUST
/// The registrar says who an account belongs to. It cannot move units or cash, and a block it sets
/// stops transfers but takes nothing.
contract Investors is IInvestors, AccessManaged {
    using InvestorWord for uint256;

    uint8 private constant JURISDICTIONS = 64;

    mapping(address account => uint256 word) private _words;

    constructor(address authority) AccessManaged(authority) {}

    /* WRITES */

    /// @inheritdoc IInvestors
    function admit(address account, Investor calldata investor) external restricted {
        _admit(account, investor);
    }

    /// @inheritdoc IInvestors
    function admitMany(address[] calldata accounts, Investor[] calldata entries)
        external
        restricted
    {
        require(accounts.length == entries.length, LengthMismatch(accounts.length, entries.length));
        for (uint256 i; i < accounts.length; ++i) {
            _admit(accounts[i], entries[i]);
        }
    }

    /// @inheritdoc IInvestors
    function setBlocked(address account, bool send, bool receive_) external restricted {
        uint256 word = _words[account];
        require(word != 0, NotAdmitted(account));

        _words[account] = word.blocked(send, receive_);

        emit InvestorBlocked(account, send, receive_);
    }

    /* VIEWS */

    /// @inheritdoc IInvestors
    function pair(address from, address to)
        external
        view
        returns (uint256 senderWord, uint256 receiverWord)
    {
        return (_words[from], _words[to]);
    }

    /// @inheritdoc IInvestors
    function investorOf(address account)
        external
        view
        returns (Investor memory investor, bool sendBlocked, bool receiveBlocked)
    {
        uint256 word = _words[account];
        investor = Investor({
            // forge-lint: disable-next-line(unsafe-typecast)
            identity: bytes20(uint160(word)),
            eligibleUntil: word.eligibleUntil(),
            jurisdiction: word.jurisdiction(),
            class: word.class(),
            withholding: word.withholding()
        });
        return (investor, word.sendBlocked(), word.receiveBlocked());
    }

    /* INTERNAL */

    function _admit(address account, Investor calldata i) private {
        require(i.identity != bytes20(0) && account != address(0), IdentityMissing(account));
        require(i.jurisdiction < JURISDICTIONS, JurisdictionOutOfRange(i.jurisdiction, 63));
        require(i.withholding <= PPM_ONE, WithholdingOutOfRange(i.withholding, uint24(PPM_ONE)));

        uint256 old = _words[account];
        _words[account] = InvestorWord.pack(
                i.identity, i.eligibleUntil, i.jurisdiction, i.class, i.withholding
            ).blocked(old.sendBlocked(), old.receiveBlocked());

        emit InvestorAdmitted(account, i);
    }
}
