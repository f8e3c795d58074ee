//! What may be uploaded: by its content, not by its name.

use items::{FileKind, Material};
use kernel::Problem;

/// Most bytes of a file, unless the material says less.
pub const MOST_MB: u64 = 20;

/// Every kind that is known.
pub const ALL: [FileKind; 8] = [
    FileKind::Pdf,
    FileKind::Ofd,
    FileKind::Jpg,
    FileKind::Png,
    FileKind::Doc,
    FileKind::Xls,
    FileKind::Zip,
    FileKind::Dwg,
];

/// The kinds a material takes; PDF and pictures where it says nothing.
pub fn kinds(material: &Material) -> Vec<FileKind> {
    if material.files.is_empty() {
        vec![FileKind::Pdf, FileKind::Jpg, FileKind::Png]
    } else {
        material.files.to_vec()
    }
}

/// The `accept` attribute for the kinds.
pub fn accept(kinds: &[FileKind]) -> String {
    kinds.iter().map(|k| extensions(*k)).collect::<Vec<_>>().join(",")
}

/// The kinds in words.
pub fn words(kinds: &[FileKind]) -> String {
    let name = |k: &FileKind| match k {
        FileKind::Pdf => "PDF",
        FileKind::Ofd => "OFD",
        FileKind::Jpg | FileKind::Png => "照片",
        FileKind::Doc => "Word文档",
        FileKind::Xls => "Excel表格",
        FileKind::Zip => "ZIP压缩包",
        FileKind::Dwg => "DWG图纸",
    };
    let mut names: Vec<_> = kinds.iter().map(name).collect();
    names.dedup();
    names.join("、")
}

const fn extensions(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => ".pdf,application/pdf",
        FileKind::Ofd => ".ofd",
        FileKind::Jpg => ".jpg,.jpeg,image/jpeg",
        FileKind::Png => ".png,image/png",
        FileKind::Doc => ".doc,.docx",
        FileKind::Xls => ".xls,.xlsx",
        FileKind::Zip => ".zip",
        FileKind::Dwg => ".dwg",
    }
}

/// What the content is, when it is one of the kinds; otherwise a sentence that says what to do. What a file claims to
/// be counts for nothing.
pub fn sniff(name: &str, content: &[u8], kinds: &[FileKind], most_mb: u64) -> Result<&'static str, Problem> {
    let refuse = |message: String| Err(Problem::new(422, "file_refused", message));
    if content.is_empty() {
        return refuse(format!("“{name}”是空的，可能传到一半断了。请再传一次"));
    }
    let size = content.len() as u64;
    if size > most_mb * 1024 * 1024 {
        let mb = size.div_ceil(1024 * 1024);
        return refuse(format!(
            "“{name}”有{mb} MB，超过了{most_mb} MB。请压缩一下，或者分几个文件传"
        ));
    }
    let (kind, media_type) = match recognise(name, content) {
        Some(found) => found,
        None => {
            return refuse(format!(
                "“{name}”打不开，可能不是完整的文件。请存成{}再传，或者拍照上传",
                words(kinds)
            ));
        }
    };
    // A photograph is a photograph, whichever of the two formats the phone writes.
    let taken = kinds.contains(&kind) || (kind == FileKind::Png && kinds.contains(&FileKind::Jpg));
    if !taken {
        return refuse(format!(
            "“{name}”是{}，这里收不了。请另存为{}再传，或者拍照上传",
            words(&[kind]),
            words(kinds)
        ));
    }
    if matches!(kind, FileKind::Jpg | FileKind::Png) && picture_size(content).is_none() {
        return refuse(format!("“{name}”这张照片打不开，可能传到一半断了。请再传一次"));
    }
    Ok(media_type)
}

fn recognise(name: &str, content: &[u8]) -> Option<(FileKind, &'static str)> {
    let ends = |end: &str| name.to_ascii_lowercase().ends_with(end);
    if content.starts_with(b"%PDF-") {
        return Some((FileKind::Pdf, "application/pdf"));
    }
    if content.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some((FileKind::Jpg, "image/jpeg"));
    }
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((FileKind::Png, "image/png"));
    }
    if content.starts_with(b"AC10") {
        return Some((FileKind::Dwg, "image/vnd.dwg"));
    }
    if content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(if ends(".xls") {
            (FileKind::Xls, "application/vnd.ms-excel")
        } else {
            (FileKind::Doc, "application/msword")
        });
    }
    if content.starts_with(b"PK\x03\x04") {
        // The names of the first entries tell what kind of package it is; nothing is unpacked here.
        let head = &content[..content.len().min(64 * 1024)];
        let holds = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
        return Some(if holds(b"OFD.xml") {
            (FileKind::Ofd, "application/ofd")
        } else if holds(b"word/") {
            (
                FileKind::Doc,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            )
        } else if holds(b"xl/") {
            (
                FileKind::Xls,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            )
        } else {
            (FileKind::Zip, "application/zip")
        });
    }
    None
}

/// Width and height from the head of a picture, without decoding it: a bomb of pixels is refused by its numbers.
fn picture_size(content: &[u8]) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(std::io::Cursor::new(content))
        .with_guessed_format()
        .ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    (u64::from(width) * u64::from(height) <= 100_000_000).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURES: [FileKind; 2] = [FileKind::Jpg, FileKind::Png];

    #[test]
    fn a_file_is_what_its_content_says() {
        let all = [FileKind::Pdf, FileKind::Jpg];
        assert_eq!(
            sniff("平面图.jpg", b"%PDF-1.7 ...", &all, 20).unwrap(),
            "application/pdf"
        );
        let lie = sniff("证明.pdf", b"MZ\x90\x00", &all, 20).unwrap_err();
        assert!(lie.title.contains("打不开"), "{}", lie.title);
        let word = sniff("制度目录.docx", b"PK\x03\x04....word/document.xml", &all, 20).unwrap_err();
        assert!(word.title.contains("是Word文档，这里收不了"), "{}", word.title);
    }

    #[test]
    fn too_large_empty_and_broken_files_are_told_apart() {
        assert!(
            sniff("a.pdf", &vec![b'x'; 3 << 20], &[FileKind::Pdf], 2)
                .unwrap_err()
                .title
                .contains("有3 MB，超过了2 MB")
        );
        assert!(
            sniff("a.pdf", b"", &[FileKind::Pdf], 2)
                .unwrap_err()
                .title
                .contains("是空的")
        );
        assert!(
            sniff("a.png", b"\x89PNG\r\n\x1a\n", &PICTURES, 2)
                .unwrap_err()
                .title
                .contains("打不开")
        );
    }
}
