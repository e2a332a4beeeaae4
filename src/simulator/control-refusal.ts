/** A control request that makes no sense; answered as `{"error": …}`. */
export class ControlRefusal extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.name = 'ControlRefusal';
    this.status = status;
  }
}
