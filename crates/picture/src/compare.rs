//! What differs between two pictures.

use crate::Picture;

/// How much two pictures differ.
#[derive(Debug)]
pub struct Difference {
    /// Pixels that differ by more than was allowed for; all of them where the sizes differ.
    pub pixels: usize,
    /// The greatest difference of a colour, between 0 and 255.
    pub most: u8,
    /// The new picture, pale, with red where it differs.
    pub picture: Picture,
}

impl Picture {
    /// Compares with a picture that was there before. A colour may differ by `tolerance` steps of 255.
    pub fn against(&self, before: &Picture, tolerance: u8) -> Difference {
        let [width, height] = self.size;
        let (mut pixels, mut most) = (0, 0);
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height {
            for x in 0..width {
                let (now, then) = (self.pixel(x, y), before.pixel(x, y));
                let by = now.iter().zip(then).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0);
                most = most.max(by);
                pixels += usize::from(by > tolerance);
                rgb.extend(if by > tolerance { [220, 0, 0] } else { now.map(|part| 170 + part / 3) });
            }
        }
        if self.size != before.size {
            (pixels, most) = (width * height, 255);
        }
        Difference { pixels, most, picture: Picture { size: self.size, rgb } }
    }
}
