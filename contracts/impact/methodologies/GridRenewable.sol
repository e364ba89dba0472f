// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactors} from "interfaces/IFactors.sol";
import {IMethodology} from "interfaces/IMethodology.sol";

import {FactorId, MethodologyId} from "contracts/types/Ids.sol";
import {PPM_ONE} from "contracts/types/Units.sol";

/// @title M01: grid-connected renewable power
/// @dev   ER = EG x (wOM x OM + wBM x BM), EG = exported - imported, project emissions 0.
///        Source: CDM ACM0002 and AMS-I.D; docs/methodology/M01.md, eq. (1) to (3).
///        A slot without a reading adds nothing: its energy is not claimed.
///
/// ROUNDING
/// ExactFloorG multiplies before it divides, once, and floors to whole grams. PddEf4HalfUpErFloorT
/// is how published project documents round: factor half up to 4 decimals of t/MWh, result floored
/// to whole tonnes. Both go toward minus infinity: a negative reduction is never made smaller.
contract GridRenewable is IMethodology {
    enum Rounding {
        ExactFloorG,
        PddEf4HalfUpErFloorT
    }

    /// @param weightOm weight of the operating margin [ppm]; the build margin has the rest
    struct Parameters {
        FactorId operatingMargin;
        FactorId buildMargin;
        uint32 weightOm;
        Rounding rounding;
    }

    /// @dev Micrograms per gram.
    int256 private constant MICRO = 1e6;
    /// @dev Four decimals of t/MWh, in micrograms per Wh.
    int256 private constant EF4 = 100;
    /// @dev Grams per tonne.
    int256 private constant TONNE = 1e6;

    /// @inheritdoc IMethodology
    MethodologyId public constant id = MethodologyId.wrap("M01/1");
    /// @inheritdoc IMethodology
    bytes32 public constant metric = "electricity";

    IFactors public immutable factors;

    constructor(IFactors factors_) {
        factors = factors_;
    }

    /// @inheritdoc IMethodology
    function validate(bytes calldata parameters) external view {
        _factorTimesPpm(_decoded(parameters));
    }

    /// @inheritdoc IMethodology
    function evaluate(Quantities calldata q, bytes calldata parameters)
        external
        view
        returns (int256 reduction)
    {
        Parameters memory p = _decoded(parameters);
        int256 net = int256(uint256(q.exported)) - int256(uint256(q.imported)); // [Wh]
        int256 factor = _factorTimesPpm(p); // [micrograms per Wh x ppm]
        if (p.rounding == Rounding.ExactFloorG) {
            return _divideDown(net * factor, int256(PPM_ONE) * MICRO);
        }
        int256 rounded = _divideDown(factor + EF4 * int256(PPM_ONE) / 2, EF4 * int256(PPM_ONE));
        return _divideDown(net * rounded * EF4, MICRO * TONNE) * TONNE;
    }

    function _decoded(bytes calldata parameters) private pure returns (Parameters memory p) {
        require(parameters.length == 128, ParameterOutOfRange("length", parameters.length, 128));
        uint256 rounding = uint256(bytes32(parameters[96:]));
        uint256 last = uint256(type(Rounding).max);
        require(rounding <= last, ParameterOutOfRange("rounding", rounding, last));
        p = abi.decode(parameters, (Parameters));
        require(p.weightOm <= PPM_ONE, ParameterOutOfRange("weightOm", p.weightOm, PPM_ONE));
    }

    function _factorTimesPpm(Parameters memory p) private view returns (int256) {
        uint256 om = factors.valueOf(p.operatingMargin, IFactors.Kind.OperatingMargin);
        uint256 bm = factors.valueOf(p.buildMargin, IFactors.Kind.BuildMargin);
        // Below 2**64 x 2**20: far from 2**255.
        // forge-lint: disable-next-line(unsafe-typecast)
        return int256(om * p.weightOm + bm * (PPM_ONE - p.weightOm));
    }

    /// @dev a / b toward minus infinity, b > 0.
    function _divideDown(int256 a, int256 b) private pure returns (int256 quotient) {
        quotient = a / b;
        if (a % b < 0) --quotient;
    }
}
