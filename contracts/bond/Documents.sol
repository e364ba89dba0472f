// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBondOffice} from "interfaces/IBondOffice.sol";

import {Enforcement} from "contracts/bond/Enforcement.sol";

/// @title Documents
/// @dev   The bond's papers by name, address and hash (ERC-1643). Specification: IBondOffice. The
///        terms' own document is in the terms and cannot be replaced here.
abstract contract Documents is Enforcement {
    using SafeCast for uint256;

    /// @inheritdoc IBondOffice
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash)
        external
        only(_terms().issuer)
    {
        bool isWhole =
            name != bytes32(0) && documentHash != bytes32(0) && bytes(uri).length != 0;
        require(isWhole, DocumentInvalid(name));

        if (_documents[name].modifiedAt == 0) _documentNames.push(name);
        _documents[name] = Document(documentHash, block.timestamp.toUint64(), uri);

        emit DocumentUpdated(name, uri, documentHash);
    }

    /// @inheritdoc IBondOffice
    function removeDocument(bytes32 name) external only(_terms().issuer) {
        Document memory document = _documents[name];
        require(document.modifiedAt != 0, DocumentMissing(name));

        uint256 last = _documentNames.length - 1;
        for (uint256 i; i < last; ++i) {
            if (_documentNames[i] == name) _documentNames[i] = _documentNames[last];
        }
        _documentNames.pop();
        delete _documents[name];

        emit DocumentRemoved(name, document.uri, document.hash);
    }

    /// @inheritdoc IBondOffice
    function getDocument(bytes32 name)
        external
        view
        returns (string memory uri, bytes32 documentHash, uint256 lastModified)
    {
        Document memory document = _documents[name];
        return (document.uri, document.hash, document.modifiedAt);
    }

    /// @inheritdoc IBondOffice
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _documentNames;
    }
}
