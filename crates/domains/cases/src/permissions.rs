//! What staff may be allowed to do with cases.

use kernel::actor::Permission;

/// See a case.
pub const SEE: Permission = "cases.see";
/// Receive, accept, refuse to accept, ask for correction, hand over.
pub const RECEIVE: Permission = "cases.receive";
/// Review.
pub const REVIEW: Permission = "cases.review";
/// Decide.
pub const DECIDE: Permission = "cases.decide";
/// Begin a case ex officio.
pub const OPEN: Permission = "cases.open";
/// Record a payment.
pub const PAY: Permission = "cases.pay";

/// All of them with what they let one do.
pub const ALL: [(Permission, &str); 6] = [
    (SEE, "看办件"),
    (RECEIVE, "收件、受理、补正、送达"),
    (REVIEW, "审查办件"),
    (DECIDE, "作出决定"),
    (OPEN, "依职权开始办理"),
    (PAY, "登记缴费"),
];
