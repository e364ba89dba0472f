// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBookbuilding} from "interfaces/IBookbuilding.sol";

import {Allotment} from "contracts/libraries/Allotment.sol";
import {PPM_ONE} from "contracts/types/Units.sol";

/// @dev Most ticks of a book: bound of the walk over them, and of its gas.
uint256 constant MOST_TICKS = 1024;

/// @title The arithmetic of a book
/// @dev   Rule: IBookbuilding. Pure, but for the walk over ticks.
library Clearing {
    /// @notice Finds the clearing tick of a book whose demand suffices, and what is sold there.
    function clear(IBookbuilding.Book memory book, uint128[MOST_TICKS] storage demands)
        internal
        view
    {
        uint256 count = book.terms.tickCount;
        bool fromTop = book.terms.kind == IBookbuilding.BookKind.Price;
        uint256 left = Math.min(book.terms.offered, book.demand);
        // The casts are safe: what is sold is at most what is offered, ticks are at most 1,024.
        // forge-lint: disable-start(unsafe-typecast)
        book.sold = uint88(left);
        for (uint256 i; i < count; ++i) {
            uint256 tick = fromTop ? count - 1 - i : i;
            uint128 demand = demands[tick];
            if (demand >= left) {
                book.tick = uint16(tick);
                book.demandAtMargin = demand;
                book.soldAtMargin = uint88(left);
                return;
            }
            left -= demand;
        }
        // forge-lint: disable-end(unsafe-typecast)
    }

    /// @notice Units allotted to a revealed order; whole lots.
    function fill(IBookbuilding.Book memory book, IBookbuilding.Order memory order)
        internal
        pure
        returns (uint256)
    {
        if (book.sold == 0) return 0;
        if (order.tick != book.tick) {
            bool higher = order.tick > book.tick;
            bool better = higher == (book.terms.kind == IBookbuilding.BookKind.Price);
            return better ? order.units : 0;
        }
        uint256 lot = book.terms.lot;
        uint256 lots = Allotment.share(
            order.before / lot,
            order.units / lot,
            book.soldAtMargin / lot,
            book.demandAtMargin / lot
        );
        return lots * lot;
    }

    /// @notice What an order of `tick` pays for `units` [cash base units].
    function cost(IBookbuilding.Book memory book, uint256 tick, uint256 units)
        internal
        pure
        returns (uint256)
    {
        bool uniform = book.terms.pricing == IBookbuilding.Pricing.Uniform;
        uint256 paid = price(book.terms, uniform ? book.tick : tick);
        return Allotment.priceUp(units, book.denomination, paid);
    }

    /// @notice What is held for a revealed order: its cost at its own tick, at least the deposit
    ///         [cash base units].
    function escrowed(IBookbuilding.Book memory book, uint256 tick, uint256 units)
        internal
        pure
        returns (uint256)
    {
        uint256 most = Allotment.priceUp(units, book.denomination, price(book.terms, tick));
        return Math.max(most, book.terms.deposit);
    }

    /// @notice Price that a tick stands for [ppm]: a book of rates sells at par.
    function price(IBookbuilding.BookTerms memory terms, uint256 tick)
        internal
        pure
        returns (uint256)
    {
        return terms.kind == IBookbuilding.BookKind.Rate ? PPM_ONE : value(terms, tick);
    }

    /// @notice Price [ppm] or rate [parts per billion] that a tick stands for.
    function value(IBookbuilding.BookTerms memory terms, uint256 tick)
        internal
        pure
        returns (uint256)
    {
        return uint256(terms.firstTick) + tick * terms.tickStep;
    }
}
