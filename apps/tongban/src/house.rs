//! The list of rooms, and how they stand on each other.

use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use cases::Cases;
use documents::Documents;
use identity::Identity;
use items::Catalogue;
use kernel::blobs::Blobs;
use kernel::keys::Keys;
use kernel::{Access, Clock, Config, Db, Kernel, Module, Random, Route};
use messages::{Gateway, Messages};
use utoipa::openapi::OpenApi;
use web::server::{House, assemble};
use web::ui::{Link, Site};

use crate::gateway::SmsGateway;
use crate::{assets, portal_texts};

/// Everything that was built.
#[derive(Debug)]
pub struct Rooms {
    /// The kernel.
    pub kernel: Arc<Kernel>,
    /// The published items.
    pub catalogue: Arc<Catalogue>,
    /// Who is who.
    pub identity: Arc<Identity>,
    /// Cases.
    pub cases: Arc<Cases>,
    /// Papers.
    pub documents: Arc<Documents>,
    /// Messages.
    pub messages: Arc<Messages>,
}

/// Opens database, files and key file, and builds the rooms on them.
pub async fn build(
    config: Config,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    gateway: Option<Arc<dyn Gateway>>,
) -> anyhow::Result<Rooms> {
    if let Some(path) = config.sqlite_file()
        && let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let db = Db::open(&config.database)
        .await
        .context("the database cannot be opened")?;
    let blobs = Blobs::local(&config.files)?;
    // The key file must come from true randomness even where the rest is repeatable.
    let keys = Keys::read_or_create(&config.key_file, &kernel::SystemRandom)?;
    let calendar = workcal::Calendar::from_csv(assets::CALENDAR).context("the calendar")?;
    let kernel = Kernel::new(config, db, blobs, keys, calendar, clock, random);
    let words = portal_texts::words(&kernel.config)?;
    let identity = Identity::new(kernel.clone());
    let catalogue = Catalogue::new(kernel.clone(), search::Index::in_memory()?, words);
    let documents = Documents::new(kernel.clone());
    let gateway = gateway.unwrap_or_else(|| Arc::new(SmsGateway(identity.clone())));
    let messages = Messages::new(kernel.clone(), gateway);
    let cases = Cases::new(
        kernel.clone(),
        catalogue.clone(),
        identity.clone(),
        documents.clone(),
        messages.clone(),
    );
    Ok(Rooms {
        kernel,
        catalogue,
        identity,
        cases,
        documents,
        messages,
    })
}

impl Rooms {
    /// What each room brings; one line for each.
    pub fn modules(&self) -> Vec<Module> {
        vec![
            identity::module(self.identity.clone()),
            items::module(&self.catalogue),
            documents::module(),
            messages::module(self.messages.clone()),
            cases::module(&self.cases),
            description(),
        ]
    }
}

/// The doors of the house: every route of every room.
pub fn router(rooms: &Rooms, figures: Arc<dyn Fn() -> String + Send + Sync>) -> Router {
    let kernel = rooms.kernel.clone();
    let home = &kernel.config.home_region;
    let regions = &rooms.catalogue.words().regions;
    let short = regions.get(home).map_or_else(String::new, |r| r.name.clone());
    let site = site(&kernel.config, &regions.full_name(home), &short);
    let house = House {
        kernel,
        site,
        authenticator: rooms.identity.clone(),
        figures,
    };
    assemble(house, rooms.modules())
}

/// The description of the API (OpenAPI 3.1): the parts of all rooms in one.
pub fn openapi() -> OpenApi {
    let mut whole = cases::api::openapi();
    for part in [identity::openapi(), items::openapi(), messages::openapi()] {
        whole.merge(part);
    }
    whole.info.title = "通办 Tongban".into();
    whole.info.version = env!("CARGO_PKG_VERSION").into();
    whole
}

fn description() -> Module {
    let answer = || async { axum::Json(openapi()) };
    let route = Route::get("/api/v1/openapi.json", Access::Public, axum::routing::get(answer));
    Module {
        name: "api",
        routes: vec![route],
        ..Module::default()
    }
}

/// The portal of the home region.
pub fn site(config: &Config, region_name: &str, short_name: &str) -> Site {
    Site {
        name: config.site_name.clone(),
        region: region_name.to_owned(),
        mark: config.site_name.chars().take(2).collect(),
        hotline: "12345".into(),
        hotline_notes: vec![
            "政务服务便民热线，24小时有人接".into(),
            "老年人拨通后按0直接转人工".into(),
        ],
        nav: [
            ("我要办", "/browse"),
            ("我要查", "/search"),
            ("查办件", "/track"),
            ("工作日计算", "/calc"),
            ("我的", "/my"),
        ]
        .map(|(text, href)| Link::new(text, href))
        .to_vec(),
        footer: [("查办件", "/track"), ("工作日计算", "/calc"), ("工作人员登录", "/desk")]
            .map(|(text, href)| Link::new(text, href))
            .to_vec(),
        imprint: if config.demo {
            vec!["演示系统：地区、机关、人物、办件都是虚构的".into()]
        } else {
            Vec::new()
        },
        desk_name: format!("{short_name}政务服务工作台"),
        desk_mark: "通".into(),
        ..Site::default()
    }
}
