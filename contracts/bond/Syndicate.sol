// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IBookbuilding} from "interfaces/IBookbuilding.sol";

import {PPM_ONE} from "contracts/types/Units.sol";

/// @title The banks behind a book
/// @dev   Each signs its own share of one book of one bond; together the whole of it.
library Syndicate {
    /// @dev Bound of the loop over signatures.
    uint256 private constant MOST_MEMBERS = 32;
    bytes32 private constant SHARE =
        keccak256("SyndicateShare(address bond,address member,uint32 share,bytes32 book)");

    /// @dev What all members sign about.
    /// @param domain EIP-712 domain separator
    /// @param book   hash of the book's terms
    struct Mandate {
        bytes32 domain;
        address bond;
        bytes32 book;
    }

    /// @notice What a member signs.
    function digest(Mandate memory m, address member, uint32 share)
        internal
        pure
        returns (bytes32)
    {
        bytes32 signed = keccak256(abi.encode(SHARE, m.bond, member, share, m.book));
        return MessageHashUtils.toTypedDataHash(m.domain, signed);
    }

    /// @notice Reverts unless the members have signed for all of the book, and each only once.
    function requireWhole(
        Mandate memory mandate,
        address[] calldata members,
        uint32[] calldata shares,
        bytes[] calldata signatures
    ) internal view {
        uint256 count = members.length;
        require(
            count != 0 && count <= MOST_MEMBERS && count == shares.length
                && count == signatures.length,
            IBookbuilding.SyndicateInvalid(count, shares.length, signatures.length, MOST_MEMBERS)
        );
        uint256 sum;
        address previous;
        for (uint256 i; i < count; ++i) {
            require(members[i] > previous, IBookbuilding.MemberOutOfOrder(members[i], previous));
            _requireSigned(mandate, members[i], shares[i], signatures[i]);
            sum += shares[i];
            previous = members[i];
        }
        require(sum == PPM_ONE, IBookbuilding.SharesNotWhole(sum));
    }

    function _requireSigned(
        Mandate memory mandate,
        address member,
        uint32 share,
        bytes calldata signature
    ) private view {
        bytes32 signed = digest(mandate, member, share);
        require(
            SignatureChecker.isValidSignatureNowCalldata(member, signed, signature),
            IBookbuilding.ShareNotSigned(member, share)
        );
    }
}
