//! Short sounds for those who look at things and not at the screen. They are made here and played by a program of the system, so
//! that none has to be linked in; where there is none, it stays quiet.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::gui::backend::Sound;

/// Programs that play a file, each with what stands before the file; the first that is there is taken.
const PLAYERS: &[(&str, &[&str])] = &[("pw-play", &[]), ("paplay", &[]), ("aplay", &["-q"]), ("afplay", &[])];
/// Samples a second.
const RATE: u32 = 16_000;
/// Sounds that wait to be heard; more would come too late to say anything.
const WAITING: usize = 2;

/// Plays sounds on a thread of its own, which starts with the first and ends with this.
#[derive(Debug, Default)]
pub struct Sounds(Mutex<Option<SyncSender<Sound>>>);

impl Sounds {
    /// Lets a sound be heard, unless others still wait.
    pub fn play(&self, sound: Sound) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = start(PLAYERS).ok();
        }
        if let Some(sender) = kept.as_ref() {
            // A full queue, or a system without a player: nobody waits for a sound.
            let _ = sender.try_send(sound);
        }
    }
}

fn start(players: &'static [(&str, &[&str])]) -> io::Result<SyncSender<Sound>> {
    let (sender, sounds) = sync_channel::<Sound>(WAITING);
    std::thread::Builder::new().name("sounds".to_owned()).spawn(move || {
        let mut players = players;
        while let Ok(sound) = sounds.recv() {
            if let Ok(file) = Wav::write(&wave(tones(sound))) {
                players = played(players, &file);
            }
            if players.is_empty() {
                return;
            }
        }
    })?;
    Ok(sender)
}

/// Plays a file with the first of the players that is there, and gives those that are left to try next time.
fn played<'a>(players: &'a [(&'a str, &'a [&'a str])], file: &Wav) -> &'a [(&'a str, &'a [&'a str])] {
    let mut left = players;
    while let Some(((program, arguments), others)) = left.split_first() {
        let mut command = Command::new(program);
        command.args(*arguments).arg(&file.0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.status() {
            Ok(status) if status.success() => return left,
            Ok(_) | Err(_) => left = others,
        }
    }
    left
}

/// A file with a sound, gone with this.
struct Wav(PathBuf);

impl Wav {
    fn write(bytes: &[u8]) -> io::Result<Wav> {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("zongban-{}-{nanos}.wav", std::process::id()));
        OpenOptions::new().write(true).create_new(true).open(&path)?.write_all(bytes)?;
        Ok(Wav(path))
    }
}

impl Drop for Wav {
    fn drop(&mut self) {
        // The system tidies its folder for temporary files by itself.
        let _ = fs::remove_file(&self.0);
    }
}

/// The tones of a sound: hertz and milliseconds, 0 Hz for a pause.
fn tones(sound: Sound) -> &'static [(u32, u32)] {
    match sound {
        Sound::Good => &[(1_318, 90)],
        Sound::Look => &[(880, 110), (0, 50), (880, 110)],
        Sound::Bad => &[(220, 380)],
    }
}

/// A WAV file, 16 bits, one channel.
fn wave(tones: &[(u32, u32)]) -> Vec<u8> {
    let mut samples: Vec<i16> = Vec::new();
    for (hertz, milliseconds) in tones {
        let count = RATE / 1_000 * milliseconds;
        for n in 0..count {
            let turn = f64::from(*hertz) * f64::from(n) / f64::from(RATE) * std::f64::consts::TAU;
            // Rising and falling within 5 ms, without which there is a click.
            let edge = f64::from(n.min(count - n)) / f64::from(RATE / 200);
            samples.push((turn.sin() * edge.min(1.0) * 9_000.0) as i16);
        }
    }
    let bytes = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&2u16.to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    samples.iter().for_each(|sample| file.extend_from_slice(&sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sound_is_a_file_that_is_as_long_as_its_head_says_and_differs_from_the_others() {
        let all: Vec<Vec<u8>> = [Sound::Good, Sound::Look, Sound::Bad].into_iter().map(|s| wave(tones(s))).collect();
        for file in &all {
            let length = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
            assert_eq!((length(4) + 8, length(40) + 44), (file.len(), file.len()));
            assert!(file[44..].chunks(2).any(|s| i16::from_le_bytes([s[0], s[1]]) > 8_000), "it can be heard");
        }
        assert!(all[0] != all[1] && all[1] != all[2]);
    }

    #[test]
    fn without_a_player_it_stays_quiet_and_leaves_no_file() {
        let file = Wav::write(&wave(tones(Sound::Good))).unwrap();
        let path = file.0.clone();
        assert!(path.exists());
        assert!(played(&[("zongban-no-such-player", &[]), ("zongban-none-either", &["-q"])], &file).is_empty());
        drop(file);
        assert!(!path.exists());
        // The thread ends by itself; later sounds wait for nobody.
        let sender = start(&[]).unwrap();
        assert!((0..10).filter(|_| sender.try_send(Sound::Bad).is_ok()).count() <= WAITING + 1);
    }
}
