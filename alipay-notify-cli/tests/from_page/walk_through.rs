//! The walk-through of the guide, command by command.

use crate::project::Project;
use crate::support::guide::{Guide, free_address, wait_for};

const PAGE: &str = include_str!("../../../docs/coupon-expired.txt");
const ENGLISH: &str = concat!(
    include_str!("../../../docs/guide/en/own-messages.md"),
    include_str!("../../../docs/guide/en/not-verified.md"),
);
const CHINESE: &str = concat!(
    include_str!("../../../docs/guide/zh/own-messages.md"),
    include_str!("../../../docs/guide/zh/not-verified.md"),
);
const ADDRESS: &str = "127.0.0.1:8080";

#[test]
#[cfg_attr(windows, ignore = "it takes a POSIX shell")]
fn the_walk_through_does_what_it_says() {
    let address = free_address();
    let addresses = [(ADDRESS, address.clone())];
    let english = Guide { text: ENGLISH, locale: "C", addresses: &addresses };
    let chinese = Guide { text: CHINESE, locale: "zh_CN.UTF-8", addresses: &addresses };
    let project = Project::new("coupons");
    project.write("page.txt", PAGE);

    let program = english.step("src/main.rs");
    let [import] = english.commands("import").try_into().expect("one command");
    let (code, declaration) = english.run(project.folder(), &import);
    assert_eq!(code, Some(0), "{declaration}");
    assert!(program.contains(&format!("\n\n{declaration}\n")), "{declaration}");

    let [keygen, run, send] = english.commands("run").try_into().expect("three commands");
    assert_eq!(english.run(project.folder(), &keygen).0, Some(0));
    assert_eq!(run, "cargo run");
    if project.build(&program) {
        let mut program = project.start(&[]);
        wait_for(&address);
        let (code, sent) = english.run(project.folder(), &send);
        assert_eq!(code, Some(0), "{sent}");
        assert_eq!(program.line(), english.step("printed"));
        let [tampered, too_long] = english.commands("break").try_into().expect("two commands");
        for (command, answer) in [(tampered, "403 fail"), (too_long, "200 fail")] {
            let (code, sent) = english.run(project.folder(), &command);
            assert_eq!(code, Some(1), "{sent}");
            assert!(sent.contains(&format!(" {answer} in ")), "{sent}");
        }
    }

    for guide in [&english, &chinese] {
        let [tamper, explain] = guide.commands("explain").try_into().expect("two commands");
        assert_eq!(guide.run(project.folder(), &tamper), (Some(0), String::new()));
        let (code, explained) = guide.run(project.folder(), &explain);
        assert_eq!(code, Some(1), "{explained}");
        assert_eq!(explained.lines().last(), guide.step("cause").lines().last(), "{explained}");
    }
}
