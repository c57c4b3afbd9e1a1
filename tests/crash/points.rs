//! Each named point, in one day each.

use tokio::sync::OnceCell;

use super::{Day, End};

/// What an undisturbed day leaves.
async fn undisturbed() -> &'static End {
    static END: OnceCell<End> = OnceCell::const_new();
    END.get_or_init(|| async {
        let mut day = Day::new("calm");
        let end = day.play().await;
        assert_eq!((day.restarts, day.repetitions().await), (0, 0));
        day.finish().await;
        end
    })
    .await
}

/// Dies at a point, comes back, and ends as if nothing had happened.
async fn survives(point: &str) {
    let calm = undisturbed().await;
    let name: String = point.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut day = Day::new(&format!("x{name}")).dies_at(point);
    let end = day.play().await;
    assert_eq!(day.restarts, 1, "{point} was passed");
    assert_eq!(&end, calm, "{point}: the same end");
    // A send that was cut may be repeated once, to at most three recipients.
    assert!(day.repetitions().await <= 3, "{point}");
    day.finish().await;
}

macro_rules! points {
    ($($name:ident: [$($point:literal),+];)+) => {$(
        #[tokio::test]
        async fn $name() {
            for point in [$($point),+] {
                survives(point).await;
            }
        }
    )+};
}

points! {
    killed_around_the_record: ["mail.fetched", "mail.recorded"];
    killed_at_an_answer: ["event.decided", "event.committed", "event.committed:3"];
    killed_at_a_filing: ["file.before", "file.mid-move", "file.moved", "file.noted", "file.moved:3"];
    killed_around_data: ["send.before-data", "send.in-flight", "send.after-data", "send.done"];
    killed_after_a_letter_was_told: ["send.told", "send.done:7"];
    killed_at_a_persons_move: ["hand.moved", "hand.decided", "hand.decided:2"];
}
