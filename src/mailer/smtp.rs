//! Handing a finished mail over to the mail server, so that it is always known how far it got.
//!
//! The steps of SMTP are driven one by one, each under its own deadline. What matters is the moment of the final
//! dot: before it nothing was sent, whatever broke; after it, a lost reply means that nobody knows, and
//! [`SendOutcome::Unknown`] says so. A connection that leaves any doubt is dropped, never used again.

mod account;
mod connecting;
mod outcome;

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

pub use account::{Limits, Login, Security, SmtpAccount};
pub use outcome::{RefusedRecipient, Reply, SendOutcome, SmtpError, message_id_in};

/// A mail to be handed over, as it was composed.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The return path; `None` for the empty one (`<>`), to which no failure is ever reported.
    pub from: Option<&'a str>,
    /// The recipients' addresses.
    pub to: &'a [String],
    /// The whole message, with CRLF line ends.
    pub bytes: &'a [u8],
}

/// A way to the mail server. One mail after another; the connection is kept between them.
#[derive(Debug)]
pub struct Submission {
    account: SmtpAccount,
    limits: Limits,
    connection: Option<Connected>,
    takes: Option<usize>,
}

struct Connected(AsyncSmtpConnection);

impl std::fmt::Debug for Connected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connected")
    }
}

/// The end of a step that did not succeed.
enum Stop {
    /// The server said no.
    Said(Reply),
    Broken(SmtpError),
}

impl Submission {
    /// A way to this server; nothing is connected yet.
    #[must_use]
    pub fn new(account: SmtpAccount, limits: Limits) -> Self {
        Self { account, limits, connection: None, takes: None }
    }

    /// Hands one mail over. `before_data` is awaited after the recipients are accepted and before the first byte
    /// of the mail is sent: there the journal notes that it is on its way. When it fails nothing is sent.
    ///
    /// May be cancelled: the connection is dropped then. Whether the mail was sent is what the journal says.
    pub async fn send<E>(&mut self, mail: Outgoing<'_>, before_data: impl Future<Output = Result<(), E>>) -> SendOutcome
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let (from, to) = match addresses(&mail) {
            Ok(addresses) => addresses,
            Err(why) => return SendOutcome::Unsendable { why },
        };
        let mut connection = match self.connected().await {
            Ok(connection) => connection,
            Err(error) => return SendOutcome::NotSent { error },
        };
        if let Some(takes) = self.takes.filter(|takes| *takes < mail.bytes.len()) {
            self.connection = Some(Connected(connection));
            let text = format!("the server announced that it takes {takes} octets");
            return SendOutcome::TooLarge { reply: Reply { code: 552, text } };
        }
        let parameters = match parameters(&connection, &mail, from.as_ref(), &to) {
            Ok(parameters) => parameters,
            Err(why) => {
                self.connection = Some(Connected(connection));
                return SendOutcome::Unsendable { why };
            }
        };
        let (outcome, sound) = self.transaction(&mut connection, &mail, from, to, parameters, before_data).await;
        if sound && !connection.has_broken() {
            self.connection = Some(Connected(connection));
        }
        outcome
    }

    /// The largest mail that the server takes, in octets, as it announced at the last connection; `None` when it
    /// announced none.
    #[must_use]
    pub fn takes(&self) -> Option<usize> {
        self.takes
    }

    /// Says goodbye to the server, if there is a connection.
    pub async fn close(&mut self) {
        if let Some(Connected(mut connection)) = self.connection.take() {
            let _ = timeout(Duration::from_secs(5), connection.command(Quit)).await;
        }
    }

    /// Connects and logs in, and hangs up: for checking a configuration.
    ///
    /// # Errors
    /// Why no mail could be sent.
    pub async fn check(&mut self) -> Result<(), SmtpError> {
        let connection = self.connected().await?;
        self.connection = Some(Connected(connection));
        self.close().await;
        Ok(())
    }

    /// The connection from before when it is still good, else a new one.
    async fn connected(&mut self) -> Result<AsyncSmtpConnection, SmtpError> {
        if let Some(Connected(mut connection)) = self.connection.take() {
            // Also ends what an earlier refusal left behind.
            if command(&mut connection, self.limits.command, "RSET", Rset).await.is_ok() {
                return Ok(connection);
            }
        }
        let mut connection = connecting::open(&self.account, &self.limits).await?;
        self.takes = self.announced(&mut connection).await?;
        Ok(connection)
    }

    /// The size that the server announces (RFC 1870). Asked for again, since the library keeps other extensions only.
    async fn announced(&self, connection: &mut AsyncSmtpConnection) -> Result<Option<usize>, SmtpError> {
        let hello = self.account.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        match timeout(self.limits.command, connection.command(Ehlo::new(hello))).await {
            Ok(Ok(response)) => Ok(response.message().find_map(size_in)),
            Ok(Err(error)) if error.status().is_some() => Ok(None),
            Ok(Err(error)) => Err(SmtpError::lost("EHLO", error)),
            Err(_) => Err(SmtpError::TimedOut { during: "EHLO" }),
        }
    }

    /// From MAIL to the final dot; also whether the connection can be used again.
    async fn transaction<E>(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &Outgoing<'_>,
        from: Option<Address>,
        to: Vec<Address>,
        parameters: Vec<MailParameter>,
        before_data: impl Future<Output = Result<(), E>>,
    ) -> (SendOutcome, bool)
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let limit = self.limits.command;
        if let Err(stop) = command(connection, limit, "MAIL", Mail::new(from, parameters)).await {
            return stopped(stop);
        }
        let mut accepted = Vec::new();
        let mut refused = Vec::new();
        for address in to {
            let name = address.to_string();
            match command(connection, limit, "RCPT", Rcpt::new(address, Vec::new())).await {
                Ok(_) => accepted.push(name),
                Err(Stop::Said(reply)) if reply.code != 421 => refused.push(RefusedRecipient { address: name, reply }),
                Err(stop) => return stopped(stop),
            }
        }
        if accepted.is_empty() {
            return (outcome::none_accepted(refused), true);
        }
        if let Err(error) = before_data.await {
            return (SendOutcome::NotSent { error: SmtpError::NotNoted(Box::new(error)) }, true);
        }
        if let Err(stop) = command(connection, self.limits.data, "DATA", Data).await {
            return stopped(stop);
        }
        match self.hand_over(connection, mail.bytes).await {
            Ok(reply) if refused.is_empty() => {
                (SendOutcome::Accepted { message_id_in_reply: message_id_in(&reply.text), reply }, true)
            }
            Ok(reply) => {
                let message_id_in_reply = message_id_in(&reply.text);
                (SendOutcome::SomeRefused { accepted, refused, reply, message_id_in_reply }, true)
            }
            Err((Stop::Broken(error), true)) => (SendOutcome::Unknown { error }, false),
            Err((stop, _)) => stopped(stop),
        }
    }

    /// The mail's bytes and the final dot. An error comes with whether the dot may have been sent.
    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Result<Reply, (Stop, bool)> {
        // The line end before the dot is the mail's own last one.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let dotted = AtomicBool::new(false);
        let mut parts = bytes.chunks(64 * 1024);
        // The connection asks for the next part when it has written the one before. Asked in vain, it writes the dot.
        let told = std::iter::from_fn(|| {
            let part = parts.next();
            dotted.store(part.is_none(), Ordering::Relaxed);
            part
        });
        let mut sending = pin!(connection.message_iter(told));
        let mut replied = timeout(self.limits.body, &mut sending).await;
        if replied.is_err() && dotted.load(Ordering::Relaxed) {
            replied = timeout(self.limits.reply, &mut sending).await;
        }
        match replied {
            Ok(Ok(response)) => Ok(reply_of(&response)),
            Ok(Err(error)) => {
                let stop = stop_of("the mail", error);
                // A server that refuses in the middle of the mail has not accepted it.
                Err((stop, dotted.load(Ordering::Relaxed)))
            }
            Err(_) => Err((Stop::Broken(SmtpError::TimedOut { during: "the mail" }), dotted.load(Ordering::Relaxed))),
        }
    }
}

/// `SIZE 10240000`; 0 means that there is no limit.
fn size_in(line: &str) -> Option<usize> {
    let mut words = line.split_ascii_whitespace();
    let is_size = words.next().is_some_and(|word| word.eq_ignore_ascii_case("SIZE"));
    words.next().filter(|_| is_size)?.parse().ok().filter(|size| *size > 0)
}

fn stopped(stop: Stop) -> (SendOutcome, bool) {
    match stop {
        Stop::Said(reply) => {
            let sound = reply.code != 421;
            (outcome::refusal(reply), sound)
        }
        Stop::Broken(error) => (SendOutcome::NotSent { error }, false),
    }
}

/// One command under a deadline. After a time-out nobody knows whose the next reply is: the caller drops the
/// connection.
async fn command(
    connection: &mut AsyncSmtpConnection,
    limit: Duration,
    during: &'static str,
    command: impl std::fmt::Display,
) -> Result<Reply, Stop> {
    match timeout(limit, connection.command(command)).await {
        Ok(Ok(response)) => Ok(reply_of(&response)),
        Ok(Err(error)) => Err(stop_of(during, error)),
        Err(_) => Err(Stop::Broken(SmtpError::TimedOut { during })),
    }
}

fn reply_of(response: &Response) -> Reply {
    let lines: Vec<&str> = response.message().collect();
    Reply { code: response.code().into(), text: lines.join(" ") }
}

fn stop_of(during: &'static str, error: lettre::transport::smtp::Error) -> Stop {
    match error.status() {
        Some(code) => {
            let text = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            Stop::Said(Reply { code: code.into(), text })
        }
        None => Stop::Broken(SmtpError::lost(during, error)),
    }
}

/// The addresses, when the mail is one that SMTP can carry.
fn addresses(mail: &Outgoing<'_>) -> Result<(Option<Address>, Vec<Address>), &'static str> {
    let parsed = |text: &str| text.parse::<Address>().map_err(|_| "an address that is none");
    let from = mail.from.map(parsed).transpose()?;
    let to: Vec<Address> = mail.to.iter().map(|address| parsed(address)).collect::<Result<_, _>>()?;
    if to.is_empty() {
        return Err("no recipient");
    }
    // A lone CR or LF means a line end to some servers and not to others: with it a mail could smuggle in another.
    let mut before = 0;
    for byte in mail.bytes.iter().chain(b" ") {
        if (*byte == b'\n') != (before == b'\r') {
            return Err("a line end that is not CRLF");
        }
        if *byte == 0 {
            return Err("a NUL byte");
        }
        before = *byte;
    }
    Ok((from, to))
}

fn parameters(
    connection: &AsyncSmtpConnection,
    mail: &Outgoing<'_>,
    from: Option<&Address>,
    to: &[Address],
) -> Result<Vec<MailParameter>, &'static str> {
    let info = connection.server_info();
    let mut parameters = Vec::new();
    if from.into_iter().chain(to).any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
        if !info.supports_feature(Extension::SmtpUtfEight) {
            return Err("an address that is not ASCII, and a server without SMTPUTF8");
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !mail.bytes.is_ascii() {
        if !info.supports_feature(Extension::EightBitMime) {
            return Err("a mail that is not ASCII, and a server without 8BITMIME");
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}
