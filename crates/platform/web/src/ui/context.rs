//! What every page knows: the site it belongs to and the reader it is made for.

use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Words that lead somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What the link says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// Makes a link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
        }
    }
}

/// A column of the site's main navigation; current when the page says so.
pub type NavItem = Link;

/// Addresses the frame of a page links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Home page of the portal.
    pub home: String,
    /// Choosing another region.
    pub region: String,
    /// Setting the reading mode: receives `large` or `contrast` (`1` or `0`) and `back`.
    pub mode: String,
    /// Signing in: receives `next`.
    pub sign_in: String,
    /// The person's own pages.
    pub my: String,
    /// Signing out, by POST.
    pub sign_out: String,
    /// Search of the portal: receives `q`.
    pub search: String,
    /// Suggestions while typing: receives `q`, answers a JSON list.
    pub suggest: String,
    /// Drafts of the person.
    pub drafts: String,
    /// Home of the desk.
    pub desk: String,
    /// Search of the desk: receives `q`.
    pub desk_search: String,
    /// Choosing a post, by POST with `post`.
    pub desk_post: String,
    /// Messages of the desk.
    pub desk_messages: String,
    /// The staff member's own settings.
    pub desk_me: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            home: "/".into(),
            region: "/region".into(),
            mode: "/mode".into(),
            sign_in: "/login".into(),
            my: "/my".into(),
            sign_out: "/logout".into(),
            search: "/search".into(),
            suggest: "/search/suggest".into(),
            drafts: "/my/drafts".into(),
            desk: "/desk".into(),
            desk_search: "/desk/search".into(),
            desk_post: "/desk/post".into(),
            desk_messages: "/desk/messages".into(),
            desk_me: "/desk/me".into(),
        }
    }
}

/// A portal and its desk, as one region shows them.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Name of the portal, such as 云江政务服务网.
    pub name: String,
    /// Region it stands for, such as 澄州市临溪县.
    pub region: String,
    /// One or two characters of the mark.
    pub mark: String,
    /// Telephone number of the hotline.
    pub hotline: String,
    /// What the hotline promises, one line each.
    pub hotline_notes: Vec<String>,
    /// Main navigation.
    pub nav: Vec<NavItem>,
    /// Links at the foot.
    pub footer: Vec<Link>,
    /// Statements at the foot: who runs the site, its registration.
    pub imprint: Vec<String>,
    /// Name of the desk, such as 临溪县政务服务工作台.
    pub desk_name: String,
    /// One character of the desk's mark.
    pub desk_mark: String,
    /// Addresses of the frame.
    pub paths: Paths,
}

/// What one page of the portal knows about its request.
#[derive(Clone, Debug, Default)]
pub struct PageContext {
    /// The site.
    pub site: Arc<Site>,
    /// Path and query of this page, to come back to.
    pub path: String,
    /// Large type, chosen by the reader.
    pub large: bool,
    /// High contrast, chosen by the reader.
    pub contrast: bool,
    /// Display name of the person signed in.
    pub person: Option<String>,
    /// Address of the navigation column this page belongs to.
    pub nav: Option<String>,
    /// Token for the forms of the frame; see [`csrf_field`](super::form::csrf_field).
    pub csrf: String,
}

impl PageContext {
    /// Address that switches large type on or off and returns here.
    pub fn large_href(&self) -> String {
        self.mode_href("large", !self.large)
    }

    /// Address that switches high contrast on or off and returns here.
    pub fn contrast_href(&self) -> String {
        self.mode_href("contrast", !self.contrast)
    }

    /// Address for signing in and returning here.
    pub fn sign_in_href(&self) -> String {
        format!("{}?next={}", self.site.paths.sign_in, encode(&self.path))
    }

    fn mode_href(&self, mode: &str, on: bool) -> String {
        format!(
            "{}?{mode}={}&back={}",
            self.site.paths.mode,
            u8::from(on),
            encode(&self.path)
        )
    }
}

/// Words encoded as one value of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A room of the desk in the rail: two characters, and how many things wait there for the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Two characters, such as 办件.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// How many things wait; zero is not shown.
    pub count: u64,
    /// Letter that opens it after `G`.
    pub key: Option<char>,
}

/// One of the posts a staff member may work in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostChoice {
    /// What is sent when it is chosen.
    pub id: String,
    /// Body and post, such as 市场监管局 · 审查岗.
    pub name: String,
    /// What waits there, in words.
    pub waiting: String,
    /// What the post covers, or whom one stands in for.
    pub note: String,
}

/// What one page of the desk knows about its request.
#[derive(Clone, Debug, Default)]
pub struct DeskContext {
    /// The site.
    pub site: Arc<Site>,
    /// Path and query of this page.
    pub path: String,
    /// Display name of the staff member.
    pub person: String,
    /// The posts there are to choose from.
    pub posts: Vec<PostChoice>,
    /// Identifier of the post in force.
    pub post: String,
    /// Rooms the post may enter.
    pub rooms: Vec<Room>,
    /// Address of the room this page belongs to.
    pub room: Option<String>,
    /// Today in words, such as 6月10日 周三.
    pub today: String,
    /// Unread messages.
    pub messages: u64,
    /// What was searched for.
    pub query: String,
    /// High contrast, chosen by the reader.
    pub contrast: bool,
    /// Large type, chosen by the reader.
    pub large: bool,
    /// Keys switched off in the person's settings (WCAG 2.1.4).
    pub keys_off: bool,
    /// Token for the forms of the frame.
    pub csrf: String,
}
