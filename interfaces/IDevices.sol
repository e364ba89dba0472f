// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DeviceId, ProjectId} from "contracts/types/Ids.sol";

/// @title  Devices
/// @notice Which key signs for which meter of which project, from when to when.
/// @dev    INV-DV-1  the windows of one device's key epochs never overlap
///         INV-DV-2  a key epoch is never edited, only ended or revoked
interface IDevices {
    /// @dev How a device signs. Later kinds (P-256 in secure elements) are appended.
    enum Algorithm {
        None,
        Secp256k1
    }

    /// @notice One key of one device.
    /// @param project      project whose meter it is
    /// @param algorithm    how it signs
    /// @param key          address of the key (Secp256k1), left-padded
    /// @param ratedMaximum largest power the meter can measure [W]
    /// @param interval     length of its readings [s]
    /// @param validFrom    first instant a reading may start [s UTC]
    /// @param validUntil   instant by which a reading must end [s UTC]; the calibration window
    /// @param revokedAt    readings that end after it do not count [s UTC]; 0 while not revoked
    /// @param calibration  SHA-256 of the calibration certificate
    struct KeyEpoch {
        ProjectId project;
        Algorithm algorithm;
        uint32 ratedMaximum;
        uint32 interval;
        uint40 validFrom;
        uint40 validUntil;
        uint40 revokedAt;
        bytes32 key;
        bytes32 calibration;
    }

    /// @notice The caller does not operate the project of the device.
    error NotDeviceOperator(ProjectId project, address caller, address operator);
    /// @notice The signing algorithm is not supported.
    error UnsupportedAlgorithm(Algorithm algorithm);
    /// @notice A rated maximum, an interval and a window that ends after it begins are needed.
    error KeyEpochInvalid(
        uint32 ratedMaximum, uint32 interval, uint40 validFrom, uint40 validUntil
    );
    /// @notice The device already has a key: rotate it.
    error DeviceExists(DeviceId device, uint16 keyEpoch);
    /// @notice The device has no such key epoch.
    error UnknownKeyEpoch(DeviceId device, uint16 keyEpoch);
    /// @notice A key belongs to one project for good.
    error ProjectMismatch(ProjectId asked, ProjectId registered);
    /// @notice The new window must begin at or after `earliest`.
    error KeyEpochOverlaps(uint40 validFrom, uint40 earliest);
    /// @notice The device's key did not sign its registration.
    error ProofInvalid(DeviceId device, address recovered, address key);
    /// @notice The key epoch was revoked before.
    error AlreadyRevoked(DeviceId device, uint16 keyEpoch, uint40 revokedAt);

    /// @notice A device's key was registered: its first, or its next by rotation.
    event DeviceKeyRegistered(
        DeviceId indexed device, ProjectId indexed project, uint16 keyEpoch, KeyEpoch key
    );
    /// @notice A key's window was cut short by its successor.
    event DeviceKeyEnded(DeviceId indexed device, uint16 keyEpoch, uint40 validUntil);
    /// @notice A key was revoked, as of an instant of reading.
    event DeviceKeyRevoked(DeviceId indexed device, uint16 keyEpoch, uint40 revokedAt);

    /// @notice Registers a device with its first key. Caller: operator of the project.
    /// @param  serial meter's serial number, right-padded ASCII
    /// @param  key    its key; `revokedAt` must be 0
    /// @param  proof  device's EIP-712 signature of Registration, under the deployment salt
    /// @return device keccak256(abi.encode(project, serial))
    /// @custom:reverts NotDeviceOperator, DeviceExists, UnsupportedAlgorithm, KeyEpochInvalid,
    ///                 ProofInvalid
    function register(bytes32 serial, KeyEpoch calldata key, bytes calldata proof)
        external
        returns (DeviceId device);

    /// @notice Replaces a device's key; the old window ends where the new one begins.
    ///         Caller: operator of the project.
    /// @custom:reverts UnknownKeyEpoch, ProjectMismatch, KeyEpochOverlaps and those of `register`
    function rotate(DeviceId device, KeyEpoch calldata key, bytes calldata proof) external;

    /// @notice Revokes a key as of `revokedAt`. Caller: operator of the project.
    /// @param  revokedAt readings that end after this instant do not count [s UTC]
    /// @custom:reverts UnknownKeyEpoch, NotDeviceOperator, AlreadyRevoked
    function revoke(DeviceId device, uint16 keyEpoch, uint40 revokedAt) external;

    /// @notice Salt of the devices' EIP-712 domain; outlives this contract's address.
    function deploymentSalt() external view returns (bytes32);

    /// @notice Number of key epochs of a device; the newest has this number, the first is 1.
    function keyEpochs(DeviceId device) external view returns (uint16);

    /// @notice One key of a device.
    function keyOf(DeviceId device, uint16 keyEpoch) external view returns (KeyEpoch memory);

    /// @notice Whether a reading over `[start, end)` signed under `keyEpoch` counts.
    function isLive(DeviceId device, uint16 keyEpoch, uint40 start, uint40 end)
        external
        view
        returns (bool);
}
