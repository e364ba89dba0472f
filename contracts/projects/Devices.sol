// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {IDevices} from "interfaces/IDevices.sol";
import {IProjects} from "interfaces/IProjects.sol";

import {DeviceId, ProjectId} from "contracts/types/Ids.sol";

/// @title Devices
/// @dev   Specification, errors and events: IDevices.
///
/// TRUST
/// The operator says which meter is whose; the proof shows that the meter holds the key it is
/// registered with. That the meter measures what it should is a verifier's statement.
contract Devices is IDevices {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,bytes32 salt)");
    bytes32 private constant REGISTRATION_TYPE = keccak256(
        "Registration(bytes32 device,bytes32 project,uint16 keyEpoch,address registrant)"
    );

    IProjects public immutable projects;
    /// @inheritdoc IDevices
    bytes32 public immutable deploymentSalt;
    bytes32 private immutable _domainSeparator;

    mapping(DeviceId device => uint16) private _epochs;
    mapping(DeviceId device => mapping(uint16 keyEpoch => KeyEpoch)) private _keys;

    constructor(IProjects projects_, bytes32 deploymentSalt_) {
        projects = projects_;
        deploymentSalt = deploymentSalt_;
        _domainSeparator = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("Greentrace Device"), keccak256("1"), deploymentSalt_)
        );
    }

    /* WRITES */

    /// @inheritdoc IDevices
    function register(bytes32 serial, KeyEpoch calldata key, bytes calldata proof)
        external
        returns (DeviceId device)
    {
        _requireOperator(key.project);
        device = DeviceId.wrap(keccak256(abi.encode(key.project, serial)));
        require(_epochs[device] == 0, DeviceExists(device, _epochs[device]));

        _open(device, 1, key, proof);
    }

    /// @inheritdoc IDevices
    function rotate(DeviceId device, KeyEpoch calldata key, bytes calldata proof) external {
        uint16 last = _epochs[device];
        require(last != 0, UnknownKeyEpoch(device, last));
        KeyEpoch storage old = _keys[device][last];
        _requireOperator(old.project);
        require(
            ProjectId.unwrap(key.project) == ProjectId.unwrap(old.project),
            ProjectMismatch(key.project, old.project)
        );
        require(key.validFrom > old.validFrom, KeyEpochOverlaps(key.validFrom, old.validFrom + 1));

        if (old.validUntil > key.validFrom) {
            old.validUntil = key.validFrom;
            emit DeviceKeyEnded(device, last, key.validFrom);
        }
        _open(device, last + 1, key, proof);
    }

    /// @inheritdoc IDevices
    function revoke(DeviceId device, uint16 keyEpoch, uint40 revokedAt) external {
        KeyEpoch storage key = _keys[device][keyEpoch];
        require(key.algorithm != Algorithm.None, UnknownKeyEpoch(device, keyEpoch));
        _requireOperator(key.project);
        require(key.revokedAt == 0, AlreadyRevoked(device, keyEpoch, key.revokedAt));

        // Revoked before it was ever valid is recorded as the first instant, since 0 means live.
        key.revokedAt = revokedAt == 0 ? 1 : revokedAt;

        emit DeviceKeyRevoked(device, keyEpoch, key.revokedAt);
    }

    /* VIEWS */

    /// @inheritdoc IDevices
    function keyEpochs(DeviceId device) external view returns (uint16) {
        return _epochs[device];
    }

    /// @inheritdoc IDevices
    function keyOf(DeviceId device, uint16 keyEpoch) external view returns (KeyEpoch memory) {
        return _keys[device][keyEpoch];
    }

    /// @inheritdoc IDevices
    function isLive(DeviceId device, uint16 keyEpoch, uint40 start, uint40 end)
        external
        view
        returns (bool)
    {
        KeyEpoch storage key = _keys[device][keyEpoch];
        return key.algorithm != Algorithm.None && start >= key.validFrom && end <= key.validUntil
            && (key.revokedAt == 0 || end <= key.revokedAt);
    }

    /* INTERNAL */

    function _open(DeviceId device, uint16 epoch, KeyEpoch calldata key, bytes calldata proof)
        private
    {
        require(key.algorithm == Algorithm.Secp256k1, UnsupportedAlgorithm(key.algorithm));
        require(
            key.ratedMaximum != 0 && key.interval != 0 && key.validUntil > key.validFrom
                && key.revokedAt == 0,
            KeyEpochInvalid(key.ratedMaximum, key.interval, key.validFrom, key.validUntil)
        );
        _requireProof(device, epoch, key, proof);

        _epochs[device] = epoch;
        _keys[device][epoch] = key;

        emit DeviceKeyRegistered(device, key.project, epoch, key);
    }

    function _requireProof(
        DeviceId device,
        uint16 epoch,
        KeyEpoch calldata key,
        bytes calldata proof
    ) private view {
        bytes32 registration = keccak256(
            abi.encode(REGISTRATION_TYPE, device, key.project, epoch, msg.sender)
        );
        bytes32 digest = MessageHashUtils.toTypedDataHash(_domainSeparator, registration);
        (address recovered,,) = ECDSA.tryRecover(digest, proof);
        address expected = address(uint160(uint256(key.key)));
        require(
            recovered != address(0) && recovered == expected,
            ProofInvalid(device, recovered, expected)
        );
    }

    function _requireOperator(ProjectId project) private view {
        address operator = projects.operatorOf(project);
        require(msg.sender == operator, NotDeviceOperator(project, msg.sender, operator));
    }
}
