//! Draws frames of egui into pictures, without a graphics card and the same on every machine. Pure: it knows no window, no file and no
//! clock. For tests that compare pictures and for the manual's; the program itself draws with OpenGL.
//!
//! It does what egui's own painters do, in the order in which they do it: triangles with colours and textures, premultiplied, added up
//! in gamma space and cut to their clip rectangle. What a painter leaves to a callback is left out.

mod compare;
mod raster;
mod textures;

pub use compare::Difference;
pub use textures::Textures;

use epaint::{ClippedPrimitive, Primitive};

/// Most pixels of a picture.
const MOST_PIXELS: usize = 1 << 26;

/// What can be wrong with a picture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It has more pixels than are drawn at once.
    #[error("a picture of {0} × {1} pixels is too large")]
    TooLarge(usize, usize),
    /// It cannot be written as PNG.
    #[error("the picture cannot be written: {0}")]
    Encoding(#[from] png::EncodingError),
    /// It is no PNG that this crate wrote.
    #[error("the picture cannot be read: {0}")]
    Decoding(#[from] png::DecodingError),
    /// It is a PNG of another kind than this crate writes.
    #[error("the picture has no three bytes a pixel")]
    OtherKind,
}

/// A picture: three bytes a pixel, red, green and blue, from the upper left corner line by line.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    size: [usize; 2],
    rgb: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.size[0], self.size[1])
    }
}

impl Picture {
    /// Draws what egui has cut into triangles, in pixels of `scale` to a point, on black.
    ///
    /// # Errors
    /// When it would be too large.
    pub fn draw(primitives: &[ClippedPrimitive], textures: &Textures, size: [usize; 2], scale: f32) -> Result<Picture, Error> {
        let [width, height] = size;
        if width.saturating_mul(height) > MOST_PIXELS {
            return Err(Error::TooLarge(width, height));
        }
        let mut canvas = raster::Canvas::new(size);
        for primitive in primitives {
            if let Primitive::Mesh(mesh) = &primitive.primitive
                && let Some(texture) = textures.get(mesh.texture_id)
            {
                canvas.mesh(mesh, texture, primitive.clip_rect, scale);
            }
        }
        Ok(Picture { size, rgb: canvas.into_rgb() })
    }

    /// The picture without a margin of so many pixels on all four sides.
    pub fn without(&self, margin: usize) -> Picture {
        let [width, height] = self.size.map(|side| side.saturating_sub(2 * margin));
        let rgb = (0..width * height).flat_map(|at| self.pixel(margin + at % width, margin + at / width)).collect();
        Picture { size: [width, height], rgb }
    }

    /// Width and height.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// The colour of a pixel; black beyond the picture.
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let [width, height] = self.size;
        let at = (y * width + x) * 3;
        let inside = x < width && y < height;
        self.rgb.get(at..at + 3).filter(|_| inside).and_then(|three| three.try_into().ok()).unwrap_or_default()
    }

    /// The picture as a PNG.
    ///
    /// # Errors
    /// When it has no pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        let [width, height] = self.size.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(out)
    }

    /// A picture out of a PNG as [`Picture::to_png`] makes it.
    ///
    /// # Errors
    /// When it is no such PNG, or too large.
    pub fn from_png(bytes: &[u8]) -> Result<Picture, Error> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info()?;
        let info = reader.info();
        let size = [info.width as usize, info.height as usize];
        if info.color_type != png::ColorType::Rgb || info.bit_depth != png::BitDepth::Eight {
            return Err(Error::OtherKind);
        }
        if size[0].saturating_mul(size[1]) > MOST_PIXELS {
            return Err(Error::TooLarge(size[0], size[1]));
        }
        let mut rgb = vec![0; size[0] * size[1] * 3];
        reader.next_frame(&mut rgb)?;
        Ok(Picture { size, rgb })
    }
}

#[cfg(test)]
mod tests;
