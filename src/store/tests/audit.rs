use super::*;

async fn with_two_chains() -> Room {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    room.store.commit(&[arrival(1, one, "P1", "bruises"), arrival(2, two, "P2", "hunger")]).await.unwrap();
    room
}

async fn broken(room: &Room) -> (String, i64) {
    match room.store.audit().verify().await {
        Err(AuditFault::Broken { reference, row, .. }) => (reference, row),
        other => panic!("not found: {other:?}"),
    }
}

#[tokio::test]
async fn an_edited_entry_is_found_and_named() {
    let room = with_two_chains().await;
    assert_eq!(room.store.audit().verify().await.unwrap(), 4);
    room.tamper("UPDATE audit SET why = 'closed long ago' WHERE scope = 'FD-0000-0002' AND number = 1").await;
    assert_eq!(broken(&room).await, ("FD-0000-0002".to_owned(), 1));
}

#[tokio::test]
async fn every_field_of_an_entry_is_covered() {
    for change in [
        "UPDATE audit SET at = at + 1 WHERE id = 3",
        "UPDATE audit SET who = 'somebody' WHERE id = 3",
        "UPDATE audit SET what = 'nothing' WHERE id = 3",
        "UPDATE audit SET rule = 'C4' WHERE id = 3",
        "UPDATE audit SET policy_version = 'v2' WHERE id = 3",
        // A letter moved from one field to the next.
        "UPDATE audit SET who = 'daemo', what = 'non record' WHERE id = 3",
    ] {
        let room = with_two_chains().await;
        room.tamper(change).await;
        assert_eq!(broken(&room).await, ("FD-0000-0002".to_owned(), 1), "{change}");
    }
}

#[tokio::test]
async fn a_missing_entry_is_found_at_either_end() {
    let room = with_two_chains().await;
    room.tamper("DELETE FROM audit WHERE scope = 'FD-0000-0001' AND number = 1").await;
    assert_eq!(broken(&room).await, ("FD-0000-0001".to_owned(), 2));
    let room = with_two_chains().await;
    room.tamper("DELETE FROM audit WHERE scope = 'FD-0000-0001' AND number = 2").await;
    assert_eq!(broken(&room).await, ("FD-0000-0001".to_owned(), 2));
    let room = with_two_chains().await;
    room.tamper("DELETE FROM audit_heads WHERE scope = 'FD-0000-0001'").await;
    assert_eq!(broken(&room).await, ("FD-0000-0001".to_owned(), 2));
}

#[tokio::test]
async fn a_chain_that_was_rewritten_as_a_whole_is_found_by_the_anchors() {
    let room = with_two_chains().await;
    let anchor = room.store.audit().anchor(at(1)).await.unwrap().unwrap();
    assert_eq!((anchor.at, anchor.up_to), (at(1), 4));
    assert_eq!(room.store.audit().anchor(at(2)).await.unwrap(), None, "nothing was added");
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    room.store.commit(&[closing(request, 5)]).await.unwrap();
    room.store.audit().anchor(at(6)).await.unwrap().unwrap();
    assert_eq!(room.store.audit().verify().await.unwrap(), 5);

    // The last entry goes with its chain's end: consistent in itself, but not with the anchor.
    room.tamper("DELETE FROM audit WHERE scope = 'FD-0000-0002' AND number = 2").await;
    room.tamper(
        "UPDATE audit_heads SET number = 1, digest = (SELECT digest FROM audit WHERE scope = 'FD-0000-0002') \
         WHERE scope = 'FD-0000-0002'",
    )
    .await;
    assert_eq!(broken(&room).await, ("anchors".to_owned(), 1));
}

#[tokio::test]
async fn a_chain_goes_on_after_a_restart() {
    let room = with_two_chains().await.reopened().await;
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    room.store.commit(&[closing(request, 5)]).await.unwrap();
    let rows = room.store.audit().of(&reference(1)).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(room.store.audit().verify().await.unwrap(), 5);
}
