//! The words of the portal: each file from the folder of the region when it is there, else what the program carries. The
//! demo carries its province whole; anywhere else the regions are cut from the national list, and nothing is said of
//! halls and notices that the program cannot know.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context as _;
use gbcode::RegionCode;
use items::{PortalTexts, PortalWords};
use kernel::Config;
use serde_json::{Value, json};

use crate::assets;

/// The files that a region's folder may hold.
pub const FILES: [&str; 5] = [
    "themes.json",
    "everyday.json",
    "home.json",
    "regions.csv",
    "bodies.json",
];

/// The words for a configuration.
///
/// # Errors
/// A file that cannot be read or does not hold what it must.
pub fn words(config: &Config) -> anyhow::Result<PortalWords> {
    let [themes, everyday, home, regions, bodies] = FILES.map(|name| text(config, name));
    let texts = PortalTexts {
        themes: &themes?,
        everyday: &everyday?,
        home: &home?,
        regions: &regions?,
        bodies: &bodies?,
    };
    PortalWords::read(&texts).map_err(|e| anyhow::anyhow!("门户文字{e}"))
}

/// One file as it counts for a configuration.
fn text(config: &Config, name: &str) -> anyhow::Result<String> {
    let own = config.portal.join(name);
    if !config.portal.as_os_str().is_empty() && own.exists() {
        return std::fs::read_to_string(&own).with_context(|| format!("读不了{}", own.display()));
    }
    if config.demo {
        return Ok(assets::demo(name)?.to_owned());
    }
    match name {
        "themes.json" => without(name, &["departments"]),
        "home.json" => Ok(home()?.to_string()),
        // 99 is no province: it is the one of the demo.
        "regions.csv" if config.home_region.starts_with("99") => Ok(assets::demo(name)?.to_owned()),
        "regions.csv" => around(assets::REGIONS, &config.home_region),
        "bodies.json" => Ok(json!({"bodies": []}).to_string()),
        _ => Ok(assets::demo(name)?.to_owned()),
    }
}

/// A file of the demo with some of its lists emptied.
fn without(name: &str, lists: &[&str]) -> anyhow::Result<String> {
    let mut value: Value = serde_json::from_str(assets::demo(name)?)?;
    for list in lists {
        value[*list] = json!([]);
    }
    Ok(value.to_string())
}

/// The front page: what people ask for everywhere; no hall, no notices, no bundles.
fn home() -> anyhow::Result<Value> {
    let mut value: Value = serde_json::from_str(assets::demo("home.json")?)?;
    value["one_thing"]["tasks"] = json!([]);
    value["hall"] = json!({"body": "", "address": ""});
    value["notices"] = json!({"list": []});
    Ok(value)
}

/// The lines of the national list for a region: itself, what lies above and what lies in it. Headings of statistics, which
/// people are never shown, are left out, and what lies below them hangs on the region above.
fn around(national: &str, home: &str) -> anyhow::Result<String> {
    let home = RegionCode::well_formed(home).map_err(|e| anyhow::anyhow!("home_region：{e}"))?;
    let above: HashSet<RegionCode> = home.ancestors().collect();
    let mut lines = vec!["code,name,level,parent".to_owned()];
    for line in national.lines().skip(1) {
        let Some((code, rest)) = line.split_once(',') else {
            continue;
        };
        let Ok(code) = RegionCode::well_formed(code) else {
            continue;
        };
        if code.is_placeholder() || !(home.contains(&code) || above.contains(&code)) {
            continue;
        }
        let cells: Vec<&str> = rest.split(',').collect();
        let [name, level, ..] = cells[..] else { continue };
        let parent = code.parent_in(|parent| !parent.is_placeholder() && !skipped(parent, &code));
        let parent = parent.map_or_else(String::new, |p| p.as_str().to_owned());
        lines.push(format!("{},{name},{level},{parent}", code.as_str()));
    }
    anyhow::ensure!(lines.len() > 1, "全国区划表里没有{}，请核对home_region", home.as_str());
    Ok(lines.join("\n"))
}

/// Townships directly below a prefecture have no county.
fn skipped(parent: &RegionCode, code: &RegionCode) -> bool {
    code.skips_county() && parent.level() == gbcode::RegionLevel::County
}

/// Writes the files that count now into a folder, for the region to change; what is there already stays.
///
/// # Errors
/// A folder that cannot be written.
pub fn write(config: &Config, folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    std::fs::create_dir_all(folder).with_context(|| format!("建不了文件夹{}", folder.display()))?;
    let mut written = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        if !path.exists() {
            std::fs::write(&path, text(config, name)?).with_context(|| format!("写不了{}", path.display()))?;
            written.push(name);
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(region: &str) -> PortalWords {
        words(&Config {
            home_region: region.into(),
            ..Config::default()
        })
        .unwrap()
    }

    #[test]
    fn a_county_sees_itself_what_is_above_and_its_townships() {
        let words = of("530129000000");
        assert_eq!(words.regions.full_name("530129000000"), "昆明市寻甸回族彝族自治县");
        assert!(words.regions.all().iter().any(|r| r.parent == "530129000000"));
        assert!(!words.regions.all().iter().any(|r| r.code.starts_with("5302")));
        assert!(words.departments.is_empty() && words.home.notices.is_empty() && words.home.hall.is_none());
        assert!(!words.life.is_empty() && !words.synonyms.is_empty());
    }

    #[test]
    fn headings_of_statistics_are_not_shown() {
        let words = of("110101000000");
        assert_eq!(words.regions.chain("110101000000"), ["110101000000", "110000000000"]);
    }

    #[test]
    fn a_file_of_the_region_goes_before_what_the_program_carries() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            home_region: "530129000000".into(),
            ..Config::default()
        };
        assert_eq!(write(&config, folder.path()).unwrap().len(), FILES.len());
        assert!(write(&config, folder.path()).unwrap().is_empty(), "what is there stays");
        let path = folder.path().join("home.json");
        let changed = std::fs::read_to_string(&path)
            .unwrap()
            .replace("说出您要办的事", "您要办什么");
        std::fs::write(&path, changed).unwrap();
        config.portal = folder.path().into();
        assert_eq!(words(&config).unwrap().home.placeholder, "您要办什么");
        std::fs::write(&path, "{").unwrap();
        assert!(words(&config).unwrap_err().to_string().contains("home.json"));
    }
}
