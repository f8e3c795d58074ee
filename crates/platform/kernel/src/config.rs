//! Configuration: a TOML file, overridden by environment variables `TONGBAN_…`, checked whole at start.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// Everything that can be set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    pub database: String,
    /// The folder of uploaded files.
    pub files: PathBuf,
    /// The file with the master key.
    pub key_file: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The addresses of our reverse proxies: only what they say of where a request comes from is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The address under which people reach the site, without a slash at the end.
    pub public_url: String,
    /// The 12-digit code of the region that the front page stands for.
    pub home_region: String,
    /// Prefixes of the provinces that exist besides the real ones (the demo: 99).
    pub extra_provinces: Vec<u8>,
    /// Shows accounts at sign-in and marks documents as a demonstration.
    pub demo: bool,
    /// Where the counterparts answer: SMS gateway, identity check, registers. Empty: none.
    pub counterparts: String,
    /// Most megabytes of one uploaded file.
    pub max_upload_mb: u64,
    /// The name of the site, such as 云江政务服务网.
    pub site_name: String,
    /// The folder with the portal's own words: themes, everyday words, front page, regions. Empty: those of the program.
    pub portal: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: "sqlite:tongban-data/tongban.db".into(),
            files: "tongban-data/files".into(),
            key_file: "tongban-data/master.key".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            trusted_proxies: Vec::new(),
            public_url: "http://127.0.0.1:8080".into(),
            home_region: "990122000000".into(),
            extra_provinces: Vec::new(),
            demo: false,
            counterparts: String::new(),
            max_upload_mb: 20,
            site_name: "政务服务网".into(),
            portal: PathBuf::new(),
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or a variable cannot be read.
    #[error("configuration: {0}")]
    Read(Box<figment::Error>),
    /// A value makes no sense.
    #[error("configuration {key}: {what}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong and what to write instead.
        what: String,
    },
}

impl Config {
    /// Reads `file` (when given) and the environment over the defaults, and checks every value.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(Env::prefixed("TONGBAN_").ignore(&["vectors", "test_pg", "cache"]))
            .extract()
            .map_err(|e| ConfigError::Read(Box::new(e)))?;
        config.check()?;
        Ok(config)
    }

    /// The file of an SQLite database; `None` for another one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.database.strip_prefix("sqlite:")?.trim_start_matches("//");
        Some(path.split('?').next().unwrap_or(path).into())
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, what: &str| Err(ConfigError::Value { key, what: what.into() });
        if !self.database.starts_with("sqlite:") && !self.database.starts_with("postgres://") {
            return wrong("database", "begins with sqlite: or postgres://");
        }
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://")
            || self.public_url.ends_with('/')
        {
            return wrong("public_url", "is an http or https address without a slash at its end");
        }
        if self.home_region.len() != 12 || !self.home_region.bytes().all(|b| b.is_ascii_digit()) {
            return wrong("home_region", "is a region code of 12 digits");
        }
        if !self.portal.as_os_str().is_empty() && !self.portal.is_dir() {
            return wrong("portal", "is an existing folder, or empty");
        }
        if !(1..=200).contains(&self.max_upload_mb) {
            return wrong("max_upload_mb", "lies between 1 and 200");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_hold() {
        assert!(Config::default().check().is_ok());
    }

    #[test]
    fn a_wrong_value_names_its_key() {
        let config = Config {
            home_region: "9901".into(),
            ..Config::default()
        };
        assert!(config.check().unwrap_err().to_string().contains("home_region"));
    }

    #[test]
    fn an_unknown_key_in_the_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tongban.toml");
        std::fs::write(&file, "databse = \"sqlite:x\"").unwrap();
        assert!(Config::load(Some(&file)).unwrap_err().to_string().contains("databse"));
    }
}
