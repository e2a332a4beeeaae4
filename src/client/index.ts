/** The typed client of a Parley hub, for Node, browsers and workers. */
export type * from './api.ts';
export { createClient, type Parley } from './client.ts';
export { ParleyError } from './error.ts';
export type { EventsOptions, ParleyEvent } from './events.ts';
export type { AnswerOf, ClientOptions, Given, InputOf, OperationName, RequestOptions } from './request.ts';
export { SignatureError, type VerifyOptions, verifyWebhook } from './verify.ts';
