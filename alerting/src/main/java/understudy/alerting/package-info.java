/** Telling people: notices from the journal to webhooks, chats, e-mail and files. See RATIONALE.md beside the module. */
@NullMarked
package understudy.alerting;

import org.jspecify.annotations.NullMarked;
