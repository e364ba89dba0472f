// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Cash that moves exactly the amount asked, or not at all
/// @dev   A token that takes a fee or credits another amount is refused at the first pull.
library ExactCash {
    using SafeERC20 for IERC20;

    /// @notice The cash token credited another amount than was asked.
    error InexactCash(address cash, uint256 asked, uint256 credited);

    /// @notice Moves `amount` from `from` to this contract and proves that it arrived in full.
    /// @param  amount [cash base units]
    function pullExact(IERC20 cash, address from, uint256 amount) internal {
        // Some tokens refuse to move nothing.
        if (amount == 0) return;
        uint256 before = cash.balanceOf(address(this));
        cash.safeTransferFrom(from, address(this), amount);
        uint256 credited = cash.balanceOf(address(this)) - before;
        require(credited == amount, InexactCash(address(cash), amount, credited));
    }

    /// @notice Moves `amount` from `from` to `to`, two others, and proves that it arrived in full.
    /// @param  amount [cash base units]
    function moveExact(IERC20 cash, address from, address to, uint256 amount) internal {
        if (amount == 0) return;
        uint256 before = cash.balanceOf(to);
        cash.safeTransferFrom(from, to, amount);
        uint256 credited = cash.balanceOf(to) - before;
        require(credited == amount, InexactCash(address(cash), amount, credited));
    }

    /// @notice Pays `amount` to `to`, or says that the token refused; never reverts.
    /// @param  amount [cash base units]
    /// @return paid   false where the token reverted or answered false: nothing moved then
    function tryPay(IERC20 cash, address to, uint256 amount) internal returns (bool paid) {
        paid = amount == 0 || cash.trySafeTransfer(to, amount);
    }
}
