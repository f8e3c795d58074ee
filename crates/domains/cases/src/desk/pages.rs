//! Pages of files as pictures, so that looking at a material needs no plug-in and runs nothing that is in the file:
//! pictures are decoded and made anew, PDF pages are drawn here. Bounded in pages, pixels, time and how many at once.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageReader};
use kernel::Problem;
use tokio::sync::Semaphore;

/// More pages of one file are not shown; the file itself can be had.
pub(super) const MOST_PAGES: usize = 300;
/// How many pages are made at the same time.
const AT_ONCE: usize = 2;
/// Who waits longer gets the file instead.
const LONGEST: Duration = Duration::from_secs(15);
/// Width of a page at 100 %, in pixels: twice that of the viewer, for fine screens.
const WIDTH: f32 = 1240.0;
/// Most pixels of a picture that is made.
const MOST_PIXELS: f32 = 24_000_000.0;

/// Makes pictures of pages.
#[derive(Debug)]
pub(super) struct Pages {
    slots: Arc<Semaphore>,
}

/// A picture of a page.
pub(super) struct Picture {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// How a page is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// From 1.
    pub page: usize,
    /// Per cent, 25 to 400.
    pub zoom: u32,
    /// Quarter turns clockwise.
    pub turns: u32,
}

/// Whether pages of this kind of file can be shown.
pub(super) fn shown(media_type: &str) -> bool {
    media_type == PDF || media_type.starts_with("image/jpeg") || media_type.starts_with("image/png")
}

const PDF: &str = "application/pdf";

impl Default for Pages {
    fn default() -> Self {
        Self {
            slots: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Pages {
    /// Width and height of each page; only their ratio matters.
    pub async fn sizes(&self, media_type: &str, content: Bytes) -> Result<Vec<(f32, f32)>, Problem> {
        let pdf = media_type == PDF;
        self.run(move || {
            if pdf {
                pdf_sizes(&content)
            } else {
                Ok(vec![picture_size(&content)?])
            }
        })
        .await
    }

    /// The picture of a page.
    pub async fn picture(&self, media_type: &str, content: Bytes, wanted: Wanted) -> Result<Picture, Problem> {
        let pdf = media_type == PDF;
        self.run(move || {
            if pdf {
                pdf_page(&content, wanted)
            } else {
                redrawn(&content, wanted)
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let slot = self.slots.clone().acquire_owned().await.map_err(Problem::internal)?;
        let task = tokio::task::spawn_blocking(move || {
            // The slot is free only when the work has truly ended, also after nobody waits for it any more.
            let _slot = slot;
            work()
        });
        match tokio::time::timeout(LONGEST, task).await {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => {
                tracing::warn!(error = %panic, "a page could not be drawn");
                Err(unreadable())
            }
            Err(_) => Err(Problem::new(
                503,
                "page_too_slow",
                "这一页太复杂，显示不出来。请下载原件查看",
            )),
        }
    }
}

fn unreadable() -> Problem {
    Problem::new(422, "page_unreadable", "这一页显示不出来。请下载原件查看")
}

fn pdf_of(content: &Bytes) -> Result<Pdf, Problem> {
    Pdf::new(content.to_vec()).map_err(|_| unreadable())
}

fn pdf_sizes(content: &Bytes) -> Result<Vec<(f32, f32)>, Problem> {
    let pdf = pdf_of(content)?;
    Ok(pdf
        .pages()
        .iter()
        .take(MOST_PAGES)
        .map(|p| p.render_dimensions())
        .collect())
}

/// The factor that brings a page to the wanted width, within the bounds.
fn scale(width: f32, height: f32, zoom: u32) -> f32 {
    let wanted = WIDTH / width.max(1.0) * (zoom as f32 / 100.0);
    let bound = (MOST_PIXELS / (width * height).max(1.0)).sqrt();
    wanted.min(bound)
}

fn pdf_page(content: &Bytes, wanted: Wanted) -> Result<Picture, Problem> {
    let pdf = pdf_of(content)?;
    let pages = pdf.pages();
    let page = wanted
        .page
        .checked_sub(1)
        .filter(|at| *at < MOST_PAGES)
        .and_then(|at| pages.get(at));
    let page = page.ok_or_else(Problem::not_found)?;
    let (width, height) = page.render_dimensions();
    let scale = scale(width, height, wanted.zoom);
    let pixels = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let settings = InterpreterSettings::default();
    let pixmap = render(
        page,
        &RenderCache::new(),
        &settings,
        &RenderSettings::default(),
        &pixels,
    );
    let png = pixmap.into_png().map_err(|_| unreadable())?;
    if wanted.turns.is_multiple_of(4) {
        return Ok(Picture {
            media_type: "image/png",
            bytes: png,
        });
    }
    let image = image::load_from_memory(&png).map_err(|_| unreadable())?;
    jpeg(&turned(image, wanted.turns))
}

/// A picture upright, as its camera held it.
fn decoded(content: &Bytes) -> Result<DynamicImage, Problem> {
    let reader = ImageReader::new(Cursor::new(content))
        .with_guessed_format()
        .map_err(|_| unreadable())?;
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let orientation = decoder.orientation().map_err(|_| unreadable())?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn picture_size(content: &Bytes) -> Result<(f32, f32), Problem> {
    let reader = ImageReader::new(Cursor::new(content))
        .with_guessed_format()
        .map_err(|_| unreadable())?;
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    let lying = decoder.orientation().is_ok_and(|o| {
        use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(o, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    });
    let (width, height) = if lying { (height, width) } else { (width, height) };
    Ok((width as f32, height as f32))
}

fn redrawn(content: &Bytes, wanted: Wanted) -> Result<Picture, Problem> {
    if wanted.page != 1 {
        return Err(Problem::not_found());
    }
    let image = turned(decoded(content)?, wanted.turns);
    let (width, height) = (image.width() as f32, image.height() as f32);
    // Small pictures are not blown up: the browser does that as well.
    let scale = scale(width, height, wanted.zoom).min(1.0);
    let (width, height) = ((width * scale) as u32, (height * scale) as u32);
    jpeg(&image.resize(width.max(1), height.max(1), FilterType::Triangle))
}

fn turned(image: DynamicImage, turns: u32) -> DynamicImage {
    match turns % 4 {
        1 => image.rotate90(),
        2 => image.rotate180(),
        3 => image.rotate270(),
        _ => image,
    }
}

fn jpeg(image: &DynamicImage) -> Result<Picture, Problem> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
    image.to_rgb8().write_with_encoder(encoder).map_err(Problem::internal)?;
    Ok(Picture {
        media_type: "image/jpeg",
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(width: u32, height: u32) -> Bytes {
        let image = DynamicImage::new_rgb8(width, height);
        let mut bytes = Vec::new();
        image
            .write_with_encoder(image::codecs::png::PngEncoder::new(&mut bytes))
            .unwrap();
        bytes.into()
    }

    const WHOLE: Wanted = Wanted {
        page: 1,
        zoom: 100,
        turns: 0,
    };

    #[tokio::test]
    async fn a_photo_is_made_anew_at_the_width_of_the_viewer_and_turned() {
        let pages = Pages::default();
        let shown = pages.picture("image/png", photo(4000, 2000), WHOLE).await.unwrap();
        let image = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!(
            (shown.media_type, image.width(), image.height()),
            ("image/jpeg", 1240, 620)
        );
        let turned = Wanted { turns: 1, ..WHOLE };
        let shown = pages.picture("image/png", photo(400, 200), turned).await.unwrap();
        let image = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!(
            (image.width(), image.height()),
            (200, 400),
            "small ones keep their size"
        );
    }

    #[tokio::test]
    async fn a_page_that_is_not_there_and_a_broken_file_are_told_apart() {
        let pages = Pages::default();
        let second = Wanted { page: 2, ..WHOLE };
        let missing = pages.picture("image/png", photo(4, 4), second).await.err().unwrap();
        assert_eq!(missing.status, 404);
        let broken = pages.picture(PDF, Bytes::from_static(b"%PDF-1.7 nothing"), WHOLE).await;
        assert!(matches!(broken.err().unwrap().status, 404 | 422));
    }
}
