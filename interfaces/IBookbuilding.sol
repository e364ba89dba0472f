// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDelivery} from "interfaces/IDelivery.sol";

/// @title  Book-building
/// @notice Sells a new bond by sealed orders: a syndicate opens the book, investors commit, reveal
///         and escrow, the book clears at one price or rate, and units are delivered against
///         payment in one transaction.
/// @dev    A tick is one step of the book's grid: tick i stands for firstTick + i x tickStep, a
///         price or a coupon rate. Better is a higher price, a lower rate.
///         Clearing: from the best tick on, demand is summed until it reaches the offer; the tick
///         where it does is the clearing tick (the worst tick with demand where it never does).
///         Sold is S = min(offered, demand); below `minimumUnits` nothing is. Orders better than
///         the clearing tick are filled in full, worse ones not at all. At the clearing tick, with
///         M lots left for D lots of demand, an order of n lots that was revealed after c lots at
///         this tick gets floor((c + n) x M / D) - floor(c x M / D) lots: they sum to M exactly.
///         Payment: the clearing price (Uniform) or the order's own (Discriminatory) of the face
///         value, rounded up per order; par in a book of rates.
///         INV-BB-1  cash held = deposits + escrow - delivered - refunded - forfeits collected, for
///                   every bond
///         INV-BB-2  allotments sum to min(offered, demand), in whole lots
///         INV-BB-3  every order better than the clearing tick is allotted in full, every worse one
///                   nothing, and nobody pays more than its own price
///         INV-BB-4  clearing tick and amounts do not depend on the order of reveals; an order's
///                   fill does only at the clearing tick, by one lot at most
///         INV-BB-5  a commitment can be revealed only by its investor, in its book, as it was made
interface IBookbuilding is IDelivery {
    /// @notice What an order names besides its units.
    /// @dev    Price: a clean price [ppm]. Rate: an annual coupon rate [parts per billion]; the
    ///         bond is Bookbuilt, gets the clearing rate, and is sold at par.
    enum BookKind {
        Price,
        Rate
    }

    /// @notice What a filled order pays in a book of prices.
    enum Pricing {
        Uniform,
        Discriminatory
    }

    /// @notice What the syndicate agrees on and signs.
    /// @param kind         see BookKind
    /// @param pricing      see Pricing; a book of rates is Uniform
    /// @param firstTick    value of tick 0 [ppm or parts per billion], positive
    /// @param tickStep     from one tick to the next, positive
    /// @param tickCount    number of ticks, 1 to 1,024
    /// @param offered      units on offer, whole lots
    /// @param lot          orders and fills are multiples of it [units]
    /// @param minimumUnits demand below this is refunded in full; 0: any demand will do
    /// @param deposit      taken with each sealed order, the same for all so that it tells nothing
    ///                     [cash base units]
    /// @param closesAt     sealed orders are taken before this instant [s UTC]
    /// @param revealsUntil orders are revealed from then until before this instant [s UTC]
    struct BookTerms {
        BookKind kind;
        Pricing pricing;
        uint32 firstTick;
        uint32 tickStep;
        uint16 tickCount;
        uint88 offered;
        uint88 lot;
        uint88 minimumUnits;
        uint128 deposit;
        uint40 closesAt;
        uint40 revealsUntil;
    }

    /// @notice The book of a bond.
    /// @param terms          as opened
    /// @param issuer         receives the forfeited deposits
    /// @param settlesAt      orders are settled from this instant [s UTC]
    /// @param vault          proceeds vault of the bond
    /// @param denomination   face value of one unit [cash base units]
    /// @param phase          where the sale stands
    /// @param orders         orders taken, withdrawn ones included
    /// @param standing       sealed orders that are neither withdrawn nor revealed
    /// @param settled        orders settled so far
    /// @param demand         revealed demand [units]
    /// @param sold           units allotted in all; 0 before clearing or when below the minimum
    /// @param soldAtMargin   units allotted at the clearing tick
    /// @param tick           clearing tick, once cleared
    /// @param demandAtMargin demand at the clearing tick [units]
    /// @param forfeits       deposits of unrevealed orders, not yet collected [cash base units]
    struct Book {
        BookTerms terms;
        address issuer;
        uint40 settlesAt;
        address vault;
        uint96 denomination;
        Phase phase;
        uint32 orders;
        uint32 standing;
        uint32 settled;
        uint128 demand;
        uint88 sold;
        uint88 soldAtMargin;
        uint16 tick;
        uint128 demandAtMargin;
        uint128 forfeits;
    }

    /// @notice An order. Sealed while it has a commitment, revealed once it has units.
    /// @param commitment see commitmentOf
    /// @param investor   whose it is
    /// @param units      asked for
    /// @param tick       worst price or rate that the investor takes
    /// @param before     demand revealed earlier at the same tick [units]
    struct Order {
        bytes32 commitment;
        address investor;
        uint88 units;
        uint16 tick;
        uint128 before;
    }

    /// @notice The closing is ahead, reveals end after it and no later than settlement begins: no
    ///         book holds cash longer than its bond needs it.
    error TimesInvalid(uint40 closesAt, uint40 revealsUntil, uint256 time, uint40 settlesAt);
    /// @notice First tick, step and count are positive; the count has a limit, the value of the
    ///         last tick fits 32 bits.
    error TicksInvalid(uint32 firstTick, uint32 tickStep, uint16 tickCount, uint256 limit);
    /// @notice A book of rates is for a Bookbuilt bond and Uniform, one of prices for other bonds.
    error WrongBookKind(BookKind kind, Pricing pricing);
    /// @notice Sealed orders have something at stake.
    error DepositMissing(address bond);
    /// @notice More units, or a higher minimum, than there is to offer.
    error OfferOutOfRange(uint256 units, uint256 minimumUnits, uint256 limit);
    /// @notice No live opinion stands behind the bond's framework.
    error NotGreen(address bond);
    /// @notice A bond is opened once, whatever it says of itself.
    error UnknownBond(address bond);
    /// @notice As many members as shares and signatures, at least one and at most `limit`.
    error SyndicateInvalid(uint256 members, uint256 shares, uint256 signatures, uint256 limit);
    /// @notice Members are listed by rising address, so that each is there once.
    error MemberOutOfOrder(address member, address previous);
    /// @notice A member has not signed this share of this book.
    error ShareNotSigned(address member, uint32 share);
    /// @notice Shares sum to one, exactly.
    error SharesNotWhole(uint256 sum);
    /// @notice A commitment is a hash.
    error CommitmentMissing(address bond);
    /// @notice The order is no longer sealed.
    error NotSealed(address bond, uint256 order);
    /// @notice Orders are revealed between the closing and the end of reveals.
    error NotRevealTime(uint40 closesAt, uint40 revealsUntil, uint256 time);
    /// @notice This is not what the investor committed to.
    error CommitmentMismatch(bytes32 commitment, bytes32 revealed);
    /// @notice The book has no such tick.
    error TickOutOfRange(uint256 tick, uint256 tickCount);
    /// @notice Orders are for whole lots.
    error NotInLots(uint256 units, uint256 lot);
    /// @notice No deposits are there to collect.
    error NoForfeits(address bond);

    /// @notice A book was opened by a syndicate that signed for all of it.
    event BookOpened(
        address indexed bond,
        bytes32 indexed book,
        BookTerms terms,
        uint256 denomination,
        address[] members,
        uint32[] shares
    );
    /// @notice A member of the syndicate took its share of the book.
    event MemberSigned(
        address indexed bond, address indexed member, uint32 share, bytes32 indexed book
    );
    /// @notice A sealed order came in with its deposit.
    event OrderCommitted(
        address indexed bond,
        address indexed investor,
        uint256 order,
        bytes32 commitment,
        uint256 deposit
    );
    /// @notice A sealed order was replaced.
    event OrderAmended(
        address indexed bond, address indexed investor, uint256 order, bytes32 commitment
    );
    /// @notice A sealed order was withdrawn and its deposit returned.
    event OrderWithdrawn(
        address indexed bond, address indexed investor, uint256 order, uint256 deposit
    );
    /// @notice An order was revealed; `escrowed` is held for it, its deposit included.
    /// @param  before demand revealed earlier at the same tick [units]
    event OrderRevealed(
        address indexed bond,
        address indexed investor,
        uint256 order,
        uint256 tick,
        uint256 value,
        uint256 units,
        uint256 before,
        uint256 escrowed
    );
    /// @notice The book cleared. `value` is the price or rate of the clearing tick.
    event BookCleared(
        address indexed bond,
        uint256 tick,
        uint256 value,
        uint256 demand,
        uint256 sold,
        uint256 demandAtMargin,
        uint256 soldAtMargin,
        uint256 forfeits
    );
    /// @notice Demand was below the minimum: nothing is sold, all revealed orders are refunded.
    event BookFailed(address indexed bond, uint256 demand, uint256 minimumUnits, uint256 forfeits);
    /// @notice An order that was never revealed lost its deposit to the issuer.
    event DepositForfeited(
        address indexed bond, address indexed investor, uint256 order, uint256 deposit
    );
    /// @notice The forfeited deposits went to the issuer.
    event ForfeitsCollected(address indexed bond, address indexed issuer, uint256 amount);

    /// @notice Opens the book of an announced bond. Caller: bookrunner.
    /// @param  members    of the syndicate, by rising address
    /// @param  shares     of the book, which sum to 1,000,000 [ppm]
    /// @param  signatures of SyndicateShare(address bond,address member,uint32 share,bytes32 book)
    ///                    under EIP-712, by each member's key or contract (ERC-1271)
    /// @custom:reverts NotBookrunner, WrongBondStage, UnknownBond, NotGreen, TimesInvalid,
    ///                 TicksInvalid, WrongBookKind, DepositMissing, NotInLots, OfferOutOfRange,
    ///                 SyndicateInvalid, MemberOutOfOrder, ShareNotSigned, SharesNotWhole
    function open(
        address bond,
        BookTerms calldata terms,
        address[] calldata members,
        uint32[] calldata shares,
        bytes[] calldata signatures
    ) external;

    /// @notice Places a sealed order and its deposit. Caller: the investor.
    /// @param  commitment see commitmentOf; compute it off chain
    /// @return order      its number
    /// @custom:reverts BookNotOpen, CommitmentMissing, InvestorRestricted, InexactCash
    function commit(address bond, bytes32 commitment) external returns (uint256 order);

    /// @notice Replaces a sealed order before the book closes. Caller: the investor.
    /// @custom:reverts BookNotOpen, NotYourOrder, CommitmentMissing
    function amend(address bond, uint256 order, bytes32 commitment) external;

    /// @notice Withdraws a sealed order before the book closes and returns its deposit.
    ///         Caller: the investor.
    /// @custom:reverts BookNotOpen, NotYourOrder
    function withdraw(address bond, uint256 order) external;

    /// @notice Reveals an order and escrows its cost beyond the deposit; a deposit beyond the cost
    ///         comes back with settlement. Who may not hold the bond cannot reveal. Caller: the
    ///         investor.
    /// @custom:reverts NotRevealTime, NotYourOrder, NotSealed, CommitmentMismatch, TickOutOfRange,
    ///                 OrderOutOfRange, NotInLots, InvestorRestricted, InexactCash
    function reveal(address bond, uint256 order, uint16 tick, uint88 units, bytes32 salt) external;

    /// @notice Clears the book after the reveals: walks ticks, never orders. Below the minimum the
    ///         bond is cancelled. Anyone.
    /// @custom:reverts WrongPhase, BookStillOpen, RateNotOpen (of the bond)
    function clear(address bond) external;

    /// @notice Settles the next `count` orders, on or after the issue day; refunds of a book below
    ///         its minimum need not wait. Anyone. An investor that may no longer hold gets its cash
    ///         back instead; nobody else is held up.
    /// @custom:reverts WrongPhase, TooEarlyToSettle
    function settle(address bond, uint256 count) external;

    /// @notice Pays the deposits of unrevealed orders to the issuer, once the book cleared. Anyone.
    /// @return amount [cash base units]
    /// @custom:reverts NoForfeits
    function collectForfeits(address bond) external returns (uint256 amount);

    /// @notice Hash that members sign: keccak256(abi.encode(terms)).
    function hashOf(BookTerms calldata terms) external pure returns (bytes32 book);

    /// @notice What a member signs, under EIP-712.
    function digestOf(address bond, address member, uint32 share, bytes32 book)
        external
        view
        returns (bytes32);

    /// @notice Commitment to an order: keccak256(abi.encode(chain id, this contract, bond,
    ///         investor, tick, units, salt)). Whoever answers this call sees the order: for checks.
    /// @param  salt 256 random bits; without them an order is found by trying all ticks and units
    function commitmentOf(address bond, address investor, uint256 tick, uint256 units, bytes32 salt)
        external
        view
        returns (bytes32);

    /// @notice The book of a bond.
    function bookOf(address bond) external view returns (Book memory);

    /// @notice An order. What is revealed stays after settlement.
    function orderOf(address bond, uint256 order) external view returns (Order memory);

    /// @notice Revealed demand and offer: how often the book is covered, as an exact pair.
    function coverOf(address bond) external view returns (uint256 demand, uint256 offered);

    /// @notice Revealed demand of every tick [units].
    function demandsOf(address bond) external view returns (uint256[] memory);

    /// @notice Price or rate of a tick.
    function valueOf(address bond, uint256 tick) external view returns (uint256);

    /// @notice What an order is allotted and pays, once the book cleared: 0 before.
    /// @return units    allotted
    /// @return cost     of them [cash base units]
    /// @return escrowed what is, or was until settled, held for the order [cash base units]
    function fillOf(address bond, uint256 order)
        external
        view
        returns (uint256 units, uint256 cost, uint256 escrowed);
}
