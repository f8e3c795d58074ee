//! What the command line calls.

use serde_json::Value;

use crate::format::{Package, parse_json, to_pretty};
use crate::given::Given;
use crate::plan::Plan;

/// `items eval`: what applies to a case, as JSON. The error is a sentence in Chinese.
pub fn eval_command(package_json: &str, handling: &str, case_json: &str) -> Result<String, String> {
    let package = Package::read(package_json).map_err(|error| format!("事项包读不出来：{error}"))?;
    let plan = Plan::compile(package).map_err(|faults| format!("事项包有错误：\n{faults}"))?;
    let handling = plan
        .handling(handling)
        .ok_or_else(|| format!("没有业务办理项“{handling}”"))?;
    let case: Value = parse_json(case_json).map_err(|error| format!("办件读不出来：{error}"))?;
    let outcome = handling
        .evaluate(&Given::from_value(&case)?)
        .map_err(|error| error.to_string())?;
    let text = to_pretty(&outcome.to_json()).map_err(|error| error.to_string())?;
    Ok(text.trim_end().to_owned())
}
