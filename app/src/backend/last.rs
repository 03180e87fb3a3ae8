//! A thread beside the window that answers what was asked last: whoever asks on is not kept waiting for what stood there before.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What lies between the window and the thread: what is asked, what is worked at, and what is done.
#[derive(Debug)]
pub(super) struct Desk<Q, W, D> {
    pub asked: Option<Q>,
    pub working: Option<W>,
    pub done: D,
    closed: bool,
}

impl<Q, W, D: Default> Default for Desk<Q, W, D> {
    fn default() -> Self {
        Desk { asked: None, working: None, done: D::default(), closed: false }
    }
}

/// The desk, and by what the thread is woken.
type Shared<Q, W, D> = Arc<(Mutex<Desk<Q, W, D>>, Condvar)>;

/// The thread; it ends with this.
pub(super) struct Thread<Q, W, D> {
    desk: Shared<Q, W, D>,
}

impl<Q, W, D> Thread<Q, W, D>
where
    Q: Send + 'static,
    W: Clone + Send + 'static,
    D: Default + Send + 'static,
{
    /// Starts it: `next` takes the next piece of work from what is asked, `work` does it, `put` lays the answer down, and `found` is
    /// called with each.
    pub fn start<A>(
        name: &str,
        next: impl Fn(&mut Option<Q>) -> Option<W> + Send + 'static,
        work: impl Fn(&W) -> A + Send + 'static,
        put: impl Fn(&mut D, W, A) + Send + 'static,
        found: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let desk: Shared<Q, W, D> = Arc::default();
        let own = desk.clone();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Some(piece) = wait(&own, &next) {
                let answer = work(&piece);
                let mut desk = lock(&own.0);
                desk.working = None;
                put(&mut desk.done, piece, answer);
                drop(desk);
                found();
            }
        })?;
        Ok(Thread { desk })
    }
}

impl<Q, W, D> Thread<Q, W, D> {
    /// Looks at the desk, and may ask something else there.
    pub fn at<T>(&self, look: impl FnOnce(&mut Desk<Q, W, D>) -> T) -> T {
        let mut desk = lock(&self.desk.0);
        let seen = look(&mut desk);
        if desk.asked.is_some() {
            self.desk.1.notify_one();
        }
        seen
    }
}

impl<Q, W, D> Drop for Thread<Q, W, D> {
    fn drop(&mut self) {
        lock(&self.desk.0).closed = true;
        self.desk.1.notify_one();
    }
}

/// Waits for the next piece of work; none once there will be no more.
fn wait<Q, W: Clone, D>((desk, asked): &(Mutex<Desk<Q, W, D>>, Condvar), next: impl Fn(&mut Option<Q>) -> Option<W>) -> Option<W> {
    let waiting = |desk: &mut Desk<Q, W, D>| desk.asked.is_none() && !desk.closed;
    let mut desk = asked.wait_while(lock(desk), waiting).unwrap_or_else(PoisonError::into_inner);
    if desk.closed {
        return None;
    }
    let piece = next(&mut desk.asked)?;
    desk.working = Some(piece.clone());
    Some(piece)
}

fn lock<T>(desk: &Mutex<T>) -> MutexGuard<'_, T> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_was_asked_last_is_answered_and_what_was_passed_over_is_not() {
        let (begun, begins) = channel();
        let (goes_on, go_on) = channel::<()>();
        let (found, finds) = channel();
        let work = move |n: &u32| {
            begun.send(*n).unwrap();
            go_on.recv().unwrap();
            n * 10
        };
        let put = |done: &mut Vec<u32>, _: u32, answer: u32| done.push(answer);
        let thread: Thread<u32, u32, Vec<u32>> = Thread::start("last", Option::take, work, put, move || found.send(()).unwrap()).unwrap();
        thread.at(|desk| desk.asked = Some(1));
        assert_eq!(begins.recv().unwrap(), 1);
        // While the first is worked at, two more are asked.
        thread.at(|desk| {
            assert_eq!(desk.working, Some(1));
            desk.asked = Some(2);
        });
        thread.at(|desk| desk.asked = Some(3));
        goes_on.send(()).unwrap();
        finds.recv().unwrap();
        assert_eq!(begins.recv().unwrap(), 3);
        goes_on.send(()).unwrap();
        finds.recv().unwrap();
        assert_eq!(thread.at(|desk| std::mem::take(&mut desk.done)), [10, 30]);
        drop(thread);
        assert!(begins.recv().is_err(), "the thread ends with it");
    }
}
