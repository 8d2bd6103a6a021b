/** What was asked can't be done; the message is for the person at the command line. */
export class AdministrationError extends Error {}
