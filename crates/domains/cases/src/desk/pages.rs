//! Pages of files as pictures, so that looking at a material needs no plug-in and runs nothing that is in the file:
//! pictures are decoded and made anew, PDF pages are drawn here, and both are stamped. Bounded in pages, pixels, time and
//! how many at once.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageReader, RgbImage};
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
/// How wide the page is on which a stamp has its true size, in points: A4.
const STAMPED_WIDTH: f32 = 595.0;
/// The colour of a stamp, and per cent of it in what it covers.
const STAMP_INK: [u32; 3] = [112, 122, 138];
const STAMP_SHARE: u32 = 26;

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

    /// The picture of a page, with the words of `stamp` (a PDF of one page) all over it, so that a picture that was
    /// kept or photographed still says what it was for.
    pub async fn picture(
        &self,
        media_type: &str,
        content: Bytes,
        wanted: Wanted,
        stamp: Bytes,
    ) -> Result<Picture, Problem> {
        let pdf = media_type == PDF;
        self.run(move || {
            let page = if pdf {
                pdf_page(&content, wanted)?
            } else {
                redrawn(&content, wanted)?
            };
            let mut page = page.to_rgb8();
            stamped(&mut page, &stamp)?;
            if pdf { png(&page) } else { jpeg(&page) }
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

fn pdf_page(content: &Bytes, wanted: Wanted) -> Result<DynamicImage, Problem> {
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
    Ok(turned(drawn(page, scale)?.into(), wanted.turns))
}

/// A page of a PDF on white.
fn drawn<'a>(page: &'a Page<'a>, scale: f32) -> Result<RgbImage, Problem> {
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
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // Nothing shows through white, so the colours are what they are.
    let colours = pixmap.data_as_u8_slice().chunks_exact(4);
    let colours = colours.flat_map(|p| [p[0], p[1], p[2]]).collect();
    RgbImage::from_raw(width, height, colours).ok_or_else(unreadable)
}

/// Lays the words all over the picture, faintly, in a grey that is seen on light and on dark.
fn stamped(picture: &mut RgbImage, stamp: &Bytes) -> Result<(), Problem> {
    let stamp = Pdf::new(stamp.to_vec()).map_err(|_| Problem::internal("the stamp is no PDF"))?;
    let page = stamp.pages().first();
    let page = page.ok_or_else(|| Problem::internal("the stamp has no page"))?;
    let scale = (picture.width() as f32 / STAMPED_WIDTH).clamp(0.5, 4.0);
    let words = drawn(page, scale)?;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let black = 255 - u32::from(words.get_pixel(x % words.width(), y % words.height())[0]);
        if black > 0 {
            let share = black * STAMP_SHARE / 255;
            for (colour, ink) in pixel.0.iter_mut().zip(STAMP_INK) {
                *colour = ((u32::from(*colour) * (100 - share) + ink * share) / 100) as u8;
            }
        }
    }
    Ok(())
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

fn redrawn(content: &Bytes, wanted: Wanted) -> Result<DynamicImage, Problem> {
    if wanted.page != 1 {
        return Err(Problem::not_found());
    }
    let image = turned(decoded(content)?, wanted.turns);
    let (width, height) = (image.width() as f32, image.height() as f32);
    // Small pictures are not blown up: the browser does that as well.
    let scale = scale(width, height, wanted.zoom).min(1.0);
    let (width, height) = ((width * scale) as u32, (height * scale) as u32);
    Ok(image.resize(width.max(1), height.max(1), FilterType::Triangle))
}

fn turned(image: DynamicImage, turns: u32) -> DynamicImage {
    match turns % 4 {
        1 => image.rotate90(),
        2 => image.rotate180(),
        3 => image.rotate270(),
        _ => image,
    }
}

/// For pages of text.
fn png(image: &RgbImage) -> Result<Picture, Problem> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, PngFilter::Adaptive);
    image.write_with_encoder(encoder).map_err(Problem::internal)?;
    Ok(Picture {
        media_type: "image/png",
        bytes,
    })
}

/// For photographs.
fn jpeg(image: &RgbImage) -> Result<Picture, Problem> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
    image.write_with_encoder(encoder).map_err(Problem::internal)?;
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
        image.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
        bytes.into()
    }

    const WHOLE: Wanted = Wanted {
        page: 1,
        zoom: 100,
        turns: 0,
    };

    fn stamp() -> Bytes {
        let lines = [
            "仅供办理政务服务事项时使用 · 有效期至办结".to_owned(),
            "王建国 9月18日查看".to_owned(),
        ];
        let typesetter = documents::typeset::Typesetter::new();
        typesetter.typeset_stamp(&lines).unwrap().bytes.into()
    }

    async fn seen(media_type: &str, content: Bytes, wanted: Wanted) -> (&'static str, RgbImage) {
        let shown = Pages::default()
            .picture(media_type, content, wanted, stamp())
            .await
            .unwrap();
        let image = image::load_from_memory(&shown.bytes).unwrap();
        (shown.media_type, image.to_rgb8())
    }

    #[tokio::test]
    async fn a_photo_is_made_anew_at_the_width_of_the_viewer_and_turned() {
        let (media_type, image) = seen("image/png", photo(4000, 2000), WHOLE).await;
        assert_eq!((media_type, image.width(), image.height()), ("image/jpeg", 1240, 620));
        let turned = Wanted { turns: 1, ..WHOLE };
        let (_, image) = seen("image/png", photo(400, 200), turned).await;
        assert_eq!(
            (image.width(), image.height()),
            (200, 400),
            "small ones keep their size"
        );
    }

    /// The share of pixels between `from` and `to` of full brightness, in the upper and in the lower half.
    fn between(image: &RgbImage, from: u8, to: u8) -> [f64; 2] {
        let mut count = [0_u32; 2];
        for (_, y, pixel) in image.enumerate_pixels() {
            if (from..=to).contains(&pixel[1]) {
                count[usize::from(y >= image.height() / 2)] += 1;
            }
        }
        count.map(|c| f64::from(c) * 2.0 / f64::from(image.width() * image.height()))
    }

    #[tokio::test]
    async fn every_picture_is_stamped_all_over_and_stays_readable() {
        // A black photo: the words are lighter than it, and far from white.
        let (_, black) = seen("image/png", photo(1240, 1754), WHOLE).await;
        for half in between(&black, 16, 60) {
            assert!((0.01..0.25).contains(&half), "{half} of a black photo is stamped");
        }
        assert!(black.pixels().all(|p| p[1] < 61), "the words stay faint");
        // A white page, here the stamp's own with its black words: darker than white, and far from black.
        let (media_type, white) = seen(PDF, stamp(), Wanted { turns: 2, ..WHOLE }).await;
        assert_eq!((media_type, white.width()), ("image/png", 1240));
        for half in between(&white, 200, 235) {
            assert!((0.01..0.25).contains(&half), "{half} of a white page is stamped");
        }
    }

    #[tokio::test]
    async fn a_page_that_is_not_there_and_a_broken_file_are_told_apart() {
        let pages = Pages::default();
        let second = Wanted { page: 2, ..WHOLE };
        let missing = pages
            .picture("image/png", photo(4, 4), second, stamp())
            .await
            .err()
            .unwrap();
        assert_eq!(missing.status, 404);
        let broken = Bytes::from_static(b"%PDF-1.7 nothing");
        let broken = pages.picture(PDF, broken, WHOLE, stamp()).await;
        assert!(matches!(broken.err().unwrap().status, 404 | 422));
    }
}
