// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IBondDesk} from "interfaces/IBondDesk.sol";

import {BondState, Platform} from "contracts/bond/BondState.sol";
import {Default} from "contracts/bond/Default.sol";
import {AttestationId} from "contracts/types/Ids.sol";

/// @title BondDesk
/// @dev   Specification: IBondDesk. A bond passes calls that it does not know on to this code; it
///        works on the bond's own storage, and passes on to BondOffice what it does not know
///        itself. Called by itself it is no bond: its stage is Cancelled for ever.
contract BondDesk is Default, Proxy {
    address public immutable office;

    constructor(Platform memory platform, address office_) BondState(platform) {
        office = office_;
    }

    receive() external payable {
        revert EtherRefused(msg.value);
    }

    /* LABEL */

    /// @inheritdoc IBondDesk
    function announce(bytes32 document, AttestationId opinion) external only(_terms().issuer) {
        bool live = attestations.isLive(
            opinion, AttestationKind.FrameworkOpinion, frameworkSubject(document)
        );
        require(live, OpinionNotLive(opinion, document));

        _framework = document;
        _opinion = opinion;

        emit FrameworkPublished(document, opinion);
        if (_stage() == Stage.Draft) _advance(Stage.Draft, Stage.Announced);
    }

    /// @inheritdoc IBondDesk
    function frameworkSubject(bytes32 document) public view returns (bytes32) {
        return keccak256(abi.encode(address(this), document));
    }

    /// @inheritdoc IBondDesk
    function framework()
        external
        view
        returns (bytes32 document, AttestationId opinion, bool isGreen)
    {
        document = _framework;
        opinion = _opinion;
        isGreen = attestations.isLive(
            opinion, AttestationKind.FrameworkOpinion, frameworkSubject(document)
        );
    }

    /* INTERNAL */

    function _implementation() internal view override returns (address) {
        return office;
    }
}
