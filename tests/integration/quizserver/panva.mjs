// The certified provider "oidc-provider" (npm), with one client and made-up people. Arguments: port, return address.
import { Provider } from "oidc-provider";

const [port, returnAddress] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const people = {
  tanaka: { name: "田中 花子", email: "hanako@example.com", email_verified: true, company: { number: ["00123"], department: "20" } },
  stranger: { name: "Stranger", email: "stranger@example.com", email_verified: true, company: { number: "99999" } },
};

const provider = new Provider(issuer, {
  clients: [{ client_id: "course", client_secret: "a secret of tests & more", redirect_uris: [returnAddress] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "company"] },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
