//! The queue on which Leptos runs its effects.
//!
//! Leptos' usual queue runs from a browser's microtask, where nobody could catch what goes wrong: the host
//! page would see our exception. This one is emptied at the end of each call into the module, by the call.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};

/// More turns than any gesture causes; past it two effects wake each other without end.
const MOST_TURNS: usize = 100_000;

/// Where a task is kept.
enum Slot {
    Free,
    /// Its task is being run.
    Running,
    Waiting(PinnedLocalFuture<()>),
}

thread_local! {
    static TASKS: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
    static READY: RefCell<VecDeque<usize>> = const { RefCell::new(VecDeque::new()) };
}

struct Queue;

/// Wakes the task with this number.
struct Task(usize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        READY.with_borrow_mut(|ready| {
            if !ready.contains(&self.0) {
                ready.push_back(self.0);
            }
        });
    }
}

impl CustomExecutor for Queue {
    fn spawn(&self, future: PinnedFuture<()>) {
        self.spawn_local(future);
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        let number = TASKS.with_borrow_mut(|tasks| {
            let free = tasks.iter().position(|slot| matches!(slot, Slot::Free)).unwrap_or(tasks.len());
            if free == tasks.len() {
                tasks.push(Slot::Free);
            }
            tasks[free] = Slot::Waiting(future);
            free
        });
        Arc::new(Task(number)).wake();
    }

    fn poll_local(&self) {
        run();
    }
}

/// Makes this queue the one that Leptos uses. Once is enough.
pub fn install() {
    // An error says that it is installed already.
    let _ = Executor::init_local_custom_executor(Queue);
}

/// Runs everything that can go on.
pub fn run() {
    for _ in 0..MOST_TURNS {
        let Some(number) = READY.with_borrow_mut(VecDeque::pop_front) else { return };
        // Taken out, so that the task may spawn others. A task that has ended may still be woken.
        let slot = TASKS.with_borrow_mut(|tasks| {
            let waiting = matches!(tasks[number], Slot::Waiting(_));
            if waiting { std::mem::replace(&mut tasks[number], Slot::Running) } else { Slot::Free }
        });
        let Slot::Waiting(mut future) = slot else { continue };
        let waker = Waker::from(Arc::new(Task(number)));
        let pending = future.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending;
        let after = if pending { Slot::Waiting(future) } else { Slot::Free };
        let done = TASKS.with_borrow_mut(|tasks| std::mem::replace(&mut tasks[number], after));
        drop(done);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use any_spawner::Executor;

    use super::{install, run};

    #[test]
    fn tasks_run_when_told_and_may_spawn_others() {
        install();
        let seen = Rc::new(Cell::new(0));
        let inner = seen.clone();
        let (sender, receiver) = futures::channel::oneshot::channel::<()>();
        Executor::spawn_local(async move {
            inner.set(inner.get() + 1);
            let further = inner.clone();
            Executor::spawn_local(async move { further.set(further.get() + 10) });
            let _ = receiver.await;
            inner.set(inner.get() + 100);
        });
        assert_eq!(seen.get(), 0);
        run();
        assert_eq!(seen.get(), 11);
        assert!(sender.send(()).is_ok());
        run();
        assert_eq!(seen.get(), 111);
    }
}
