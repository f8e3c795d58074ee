//! Files: each is kept as soon as it arrives; one that fails takes no other with it.

use std::sync::Arc;

use bytes::Bytes;
use items::Handling;
use kernel::{Citizen, Id, Problem, blobs};

use crate::files;
use crate::service::Cases;
use crate::store::upload::{self, row};

/// A file that arrives for a draft or for a correction.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The draft or case.
    pub owner: Id,
    /// The material it is for.
    pub material: String,
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: Bytes,
}

/// Most files of one material.
const MOST_FILES: usize = 30;

impl Cases {
    /// Keeps a file of somebody who may write to the draft or case; that was checked before.
    pub async fn keep_file(
        self: &Arc<Self>,
        citizen: &Citizen,
        handling: &Handling,
        arrival: Arrival,
    ) -> Result<row::Model, Problem> {
        let material = handling
            .materials
            .iter()
            .find(|m| m.id == arrival.material)
            .ok_or_else(Problem::not_found)?;
        let name = clean_name(&arrival.name);
        let most = u64::from(material.max_mb.unwrap_or(files::MOST_MB as u32)).min(self.kernel.config.max_upload_mb);
        let media_type = files::sniff(&name, &arrival.content, &files::kinds(material), most)?;
        let there = upload::of_owner(self.kernel.db.read(), arrival.owner).await?;
        let same: Vec<_> = there.iter().filter(|u| u.material == material.id).collect();
        if same.len() >= MOST_FILES {
            return Err(Problem::new(
                422,
                "too_many_files",
                format!("一份材料最多传{MOST_FILES}个文件，请合并以后再传"),
            ));
        }
        let stored = self
            .kernel
            .blobs
            .put(arrival.owner.region(), media_type, arrival.content)
            .await?;
        // The same content again is the same file: a retry after a broken line adds nothing.
        if let Some(again) = same.iter().find(|u| u.digest == stored.digest) {
            return Ok((*again).clone());
        }
        let row = row::Model {
            region: arrival.owner.region(),
            id: self.kernel.new_id(arrival.owner.region()),
            owner: arrival.owner,
            person: citizen.person,
            material: material.id.clone(),
            material_name: material.name.clone(),
            name,
            digest: stored.digest.clone(),
            size: stored.size,
            media_type: media_type.into(),
            at: self.kernel.clock.now(),
        };
        let replaced: Vec<Id> = if material.multiple == Some(true) {
            Vec::new()
        } else {
            same.iter().map(|u| u.id).collect()
        };
        let (cases, new) = (self.clone(), row.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    blobs::record(&cases.kernel, tx, &stored).await?;
                    // One file only: the new one takes the place of the old.
                    for old in replaced {
                        upload::delete(tx, old).await?;
                    }
                    upload::insert(tx, new).await
                })
            })
            .await?;
        Ok(row)
    }

    /// Uses a file again that the person uploaded before.
    pub async fn reuse_file(
        self: &Arc<Self>,
        citizen: &Citizen,
        handling: &Handling,
        owner: Id,
        material: &str,
        earlier: Id,
    ) -> Result<row::Model, Problem> {
        let found = upload::find(self.kernel.db.read(), earlier)
            .await?
            .filter(|u| u.person == citizen.person);
        let earlier = found.ok_or_else(Problem::not_found)?;
        let content = self.kernel.blobs.get(earlier.region, &earlier.digest).await?;
        let arrival = Arrival {
            owner,
            material: material.to_owned(),
            name: earlier.name,
            content,
        };
        self.keep_file(citizen, handling, arrival).await
    }

    /// Takes a file out of a draft or an open correction; files of a submitted case stay in the case.
    pub async fn remove_file(self: &Arc<Self>, owner: Id, id: Id) -> Result<(), Problem> {
        let found = upload::find(self.kernel.db.read(), id)
            .await?
            .filter(|u| u.owner == owner);
        found.ok_or_else(Problem::not_found)?;
        self.kernel
            .db
            .write(move |tx| Box::pin(async move { upload::delete(tx, id).await }))
            .await
    }

    /// What a person uploaded for materials of this name before, for use in another draft.
    pub async fn earlier_files(
        &self,
        citizen: &Citizen,
        material_name: &str,
        not_owner: Id,
    ) -> Result<Vec<row::Model>, Problem> {
        upload::earlier(self.kernel.db.read(), citizen.person, material_name, not_owner).await
    }

    /// The files of a draft or case.
    pub async fn files_of(&self, owner: Id) -> Result<Vec<row::Model>, Problem> {
        upload::of_owner(self.kernel.db.read(), owner).await
    }
}

/// Whether a character is not seen but turns the direction of what is read: `photo\u{202e}fdp.exe` reads as a PDF.
const fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name without folders and control characters, of bearable length.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !turns(*c))
        .take(120)
        .collect();
    if clean.trim().is_empty() {
        "文件".into()
    } else {
        clean.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn a_name_is_what_one_reads_and_leads_nowhere() {
        for (sent, kept) in [
            ("营业执照.pdf", "营业执照.pdf"),
            ("C:\\Users\\王\\身份证.jpg", "身份证.jpg"),
            ("../../etc/passwd", "passwd"),
            ("photo\u{202e}fdp.exe", "photofdp.exe"),
            ("a\u{2066}b\u{2069}.png", "ab.png"),
            ("a\u{0}\r\n.png", "a.png"),
            (" \u{200f} ", "文件"),
            ("", "文件"),
        ] {
            assert_eq!(clean_name(sent), kept, "{sent:?}");
        }
        assert_eq!(clean_name(&"长".repeat(500)).chars().count(), 120);
    }
}
