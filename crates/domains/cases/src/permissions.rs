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

/// File and look up applications for people, as a body's own system or a window does.
pub const API: Permission = "cases.api";
/// Work on cases for a named member of staff, whom the program has signed in itself.
pub const ACT_AS: Permission = "cases.act_as";

/// All of them with what they let one do.
pub const ALL: [(Permission, &str); 8] = [
    (SEE, "看办件"),
    (RECEIVE, "收件、受理、补正、送达"),
    (REVIEW, "审查办件"),
    (DECIDE, "作出决定"),
    (OPEN, "依职权开始办理"),
    (PAY, "登记缴费"),
    (API, "替申请人提交和查询（对接系统用）"),
    (ACT_AS, "以指定工作人员的名义办理（对接系统用）"),
];
